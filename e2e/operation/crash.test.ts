import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Event } from '@passerby/wire';
import { runCrash } from '../crash/run-crash.ts';
import { ask } from '../support/ask.ts';
import { runPasserby, startCollector, type Collector } from '../support/collector.ts';
import { send } from '../support/send.ts';

const site = 'shop.example';
let dataDir: string;
let collector: Collector | undefined;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'passerby-crash-'));
  await runPasserby(['site', 'add', site], dataDir);
});

afterEach(async () => {
  await collector?.kill();
  rmSync(dataDir, { recursive: true, force: true });
});

test('an event acknowledged right before kill -9 is there once after a restart (PostHog#34458)', async () => {
  collector = await startCollector({ dataDir });
  const event = pageView();
  expect(await send(collector.url, site, [event])).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
  await collector.kill();

  collector = await startCollector({ dataDir });
  expect(await send(collector.url, site, [event])).toEqual({ accepted: 0, duplicates: 1, rejected: [] });
  await expect.poll(() => countPageViews(), { timeout: 30_000 }).toBe(1);
});

test.for([
  { clickhouse: 'embedded', seed: 1, kills: 3, outages: 0, stops: 1, fullDisk: process.getuid?.() === 0 },
  { clickhouse: 'server', seed: 2, kills: 2, outages: 1, stops: 0, fullDisk: false },
] as const)(
  'kills, outages, a full disk and a clock that jumps lose no acknowledged event and double none ($clickhouse)',
  { timeout: 600_000 },
  async (options) => {
    const { acknowledged, problems } = await runCrash({ ...options, eventsPerSecond: 1_000 });
    expect(problems).toEqual([]);
    expect(acknowledged).toBeGreaterThan(100);
  },
);

function pageView(): Event {
  return { id: randomUUID(), type: 'pageview', time: Date.now(), url: `https://${site}/` };
}

async function countPageViews(): Promise<number | null | undefined> {
  const { results } = await ask(collector?.url ?? '', {
    site_id: site,
    metrics: ['pageviews'],
    date_range: '7d',
  });
  return results[0]?.metrics[0];
}
