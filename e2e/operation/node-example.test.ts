import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../support/ask.ts';
import { browserUserAgent } from '../support/browser-user-agent.ts';
import { runPasserby, startCollector, type Collector } from '../support/collector.ts';
import { send } from '../support/send.ts';

const site = 'shop.example';
const program = fileURLToPath(new URL('../../examples/node/src/server.ts', import.meta.url));
let dataDir: string;
let collector: Collector;
let shop: ChildProcess;
let shopUrl: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'passerby-node-'));
  await runPasserby(['site', 'add', site], dataDir);
  collector = await startCollector({ dataDir, env: { PASSERBY_TRUSTED_PROXIES: '127.0.0.1' } });
  shop = spawn(process.execPath, [program], {
    env: { ...process.env, PORT: '0', PASSERBY_URL: collector.url, PASSERBY_SITE: site },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(shop.stdout as NonNullable<typeof shop.stdout>, 'data')) as [Buffer];
  shopUrl = /http:\S+/.exec(line.toString())?.[0] ?? '';
});

afterAll(async () => {
  shop?.kill();
  await collector?.kill();
  rmSync(dataDir, { recursive: true, force: true });
});

const pay = async (userAgent: string): Promise<void> => {
  const headers = { 'User-Agent': userAgent };
  expect((await fetch(`${shopUrl}/pay`, { method: 'POST', headers })).status).toBe(200);
};

test('the server of examples/node tracks a payment in the visit of who paid, and a bot as one', async () => {
  await send(collector.url, site, [
    {
      id: '0199c0de-0000-7000-8000-000000000001',
      type: 'pageview',
      time: Date.now(),
      url: 'https://shop.example/checkout',
    },
  ]);
  await pay(browserUserAgent);
  await pay('Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)');
  const count = async (): Promise<unknown> => {
    const { results } = await ask(collector.url, {
      site_id: site,
      date_range: '7d',
      metrics: ['visitors', 'visits', 'pageviews', 'events', 'bots', 'total_revenue'],
    });
    return results[0]?.metrics;
  };
  await expect.poll(count, { timeout: 20_000 }).toEqual([1, 1, 1, 2, 1, 41]);
});
