import { randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { PageviewEvent } from '@passerby/wire';
import { runPasserby, startCollector } from '../support/collector.ts';
import { sendMadeUpVisits } from '../support/made-up-visits.ts';
import { send } from '../support/send.ts';
import { cpuMicros, residentBytes } from './cpu.ts';

const site = 'shop.example';
/** Share of a core that all readers together may cost, in percent. */
const goalPercent = 10;

/** What a thousand open live views cost the collector, beside what one costs, while the site moves all the time. */
export async function benchLive(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      readers: { type: 'string', default: '1000' },
      seconds: { type: 'string', default: '15' },
    },
  });
  const readers = Number(values.readers);
  const seconds = Number(values.seconds);
  const directory = mkdtempSync(join(tmpdir(), 'passerby-bench-'));
  const dataDir = join(directory, 'data');
  await runPasserby(['site', 'add', site], dataDir);
  const collector = await startCollector({ dataDir, env: { PASSERBY_TRUSTED_PROXIES: '127.0.0.1' } });
  const open: IncomingMessage[] = [];
  let bytes = 0;
  let updates = 0;

  async function follow(): Promise<void> {
    const request = get(`${collector.url}/api/v1/live?site=${site}`, { agent: false });
    request.on('error', () => undefined); // the bench ends it
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (chunk.includes('event: update')) updates += 1;
    });
    response.on('error', () => undefined);
    open.push(response);
  }

  /** One page view a second, so that no second is without an update. */
  async function measure(): Promise<{ percent: number; updates: number; bytes: number }> {
    [bytes, updates] = [0, 0];
    const before = cpuMicros(collector.pid);
    const startedAt = performance.now();
    for (let second = 0; second < seconds; second++) {
      await send(collector.url, site, [createPageview()]);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    const tookMicros = (performance.now() - startedAt) * 1_000;
    return { percent: (100 * (cpuMicros(collector.pid) - before)) / tookMicros, updates, bytes };
  }

  try {
    await sendMadeUpVisits(collector.url, site, { visits: 200 });
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const none = await measure();
    await follow();
    const one = await measure();
    while (open.length < readers) await Promise.all(Array.from({ length: 50 }, follow));
    const all = await measure();
    const cost = all.percent - one.percent;
    console.table({
      'no reader': { '% of a core': none.percent.toFixed(1), 'updates/s': 0, 'kB/s': 0 },
      'one reader': toRow(one, seconds),
      [`${open.length} readers`]: toRow(all, seconds),
    });
    console.log(`memory: ${Math.round(residentBytes(collector.pid) / 1e6)} MB`);
    console.log(
      `${open.length} readers cost ${cost.toFixed(1)} % of a core more than one (goal: under ${goalPercent} %)`,
    );
    if (cost >= goalPercent) process.exitCode = 1;
  } finally {
    for (const response of open) response.destroy();
    await collector.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

const createPageview = (): PageviewEvent => ({
  id: randomUUID(),
  type: 'pageview',
  time: Date.now(),
  url: `https://${site}/${randomInt(20)}`,
});

const toRow = (
  { percent, updates, bytes }: { percent: number; updates: number; bytes: number },
  seconds: number,
): Record<string, string | number> => ({
  '% of a core': percent.toFixed(1),
  'updates/s': Math.round(updates / seconds),
  'kB/s': Math.round(bytes / seconds / 1000),
});
