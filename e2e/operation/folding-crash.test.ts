import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Query } from '@passerby/wire';
import { ask } from '../support/ask.ts';
import { runPasserby, startCollector, type Collector } from '../support/collector.ts';
import { createRandom } from '../support/random.ts';

const site = 'shop.example';
const shortWaits = fileURLToPath(new URL('../support/short-waits.mjs', import.meta.url));
const program = fileURLToPath(new URL('../support/run-sql.ts', import.meta.url));
const kills = 5;
/** Within which the days are folded, or are going to be. */
const longestMs = 3_000;
const dayMs = 86_400_000;
/** Days ago: all over for a day at least, also when a midnight passes meanwhile. */
const [firstDay, lastDay] = [9, 2];
const days = 1 + firstDay - lastDay;
/** An insert that began so long ago, s, is over; see packages/collector/src/query/folds.ts. */
const mostInsertSeconds = 300;
/** So many that days of visits are asked for. */
const eventsADay = 25_000;

let dataDir: string;
let collector: Collector | undefined;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'passerby-folding-'));
  await runPasserby(['site', 'add', site], dataDir);
});

afterEach(async () => {
  await collector?.kill();
  rmSync(dataDir, { recursive: true, force: true });
});

const start = (): Promise<Collector> =>
  startCollector({ dataDir, env: { NODE_OPTIONS: `--import=${shortWaits}` } });

/** Runs statements past a stopped collector. */
async function runSql(...statements: string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [program, dataDir, ...statements]);
}

test(
  'kill -9 while days are folded leaves each of them folded once, as its events say',
  { timeout: 600_000 },
  async () => {
    collector = await start();
    await collector.stop();
    const today = Math.floor(Date.now() / dayMs);
    const nameOf = (ago: number): string => new Date((today - ago) * dayMs).toISOString().slice(0, 10);
    const date_range: Query['date_range'] = [nameOf(firstDay), nameOf(lastDay)];
    await runSql(
      // As if the rollup had been there when these happened, and they had come in time. Some visits go on over midnight.
      "INSERT INTO passerby.schema_migrations (name, applied_at) VALUES ('0011-rollup.sql', 1000000000)",
      `INSERT INTO passerby.events (site_id, session_id, visitor_id, time, event_id, type, name, hostname, path, source, browser, identified, sample_rate)
     WITH intDiv(number, 2) AS visit, ${(today - firstDay) * 86_400} + visit * ${172_800 / eventsADay} AS second
     SELECT 1, bitShiftLeft(toUInt64(second), 32) + visit,
            if(visit % 2, 0, intDiv(toUInt64(second), 86400) * 10000) + visit % 5000 + 1,
            fromUnixTimestamp64Milli(toInt64(second * 1000) + 90000 * (number % 2), 'UTC'), generateUUIDv4(), 'pageview',
            'pageview', '${site}', concat('/', toString((visit + number) % 50)), ['', 'news', 'search'][visit % 3 + 1],
            ['Chrome', 'Firefox'][visit % 2 + 1], visit % 2, 1
     FROM numbers(${eventsADay * days - 100})`,
      'TRUNCATE TABLE passerby.late_hours',
    );
    const random = createRandom(1);
    for (let kill = 0; kill < kills; kill++) {
      collector = await start();
      await sleep(random() * longestMs);
      await collector.kill();
      // As if something had come late to each of the days, five minutes ago: what was folded before is to be folded anew.
      await runSql(
        `INSERT INTO passerby.late_hours SELECT 1, fromUnixTimestamp(toUInt32(${today - firstDay} + number) * 86400 + 43200), now() - ${mostInsertSeconds - 1}
         FROM numbers(${days})`,
      );
    }

    collector = await start();
    const { url } = collector;
    const total = { site_id: site, metrics: ['pageviews'], date_range } satisfies Query;
    await expect.poll(async () => (await ask(url, total)).meta.plan, { timeout: 120_000 }).toBe('visit_days');
    const questions: Omit<Query, 'site_id' | 'date_range'>[] = [
      { metrics: ['visitors', 'visits', 'pageviews', 'events', 'bounce_rate', 'visit_duration'] },
      { metrics: ['visitors', 'visits', 'bounce_rate'], dimensions: ['time:day'] },
      { metrics: ['visits', 'visit_duration'], dimensions: ['visit:source'] },
      { metrics: ['visitors', 'pageviews'], dimensions: ['event:page'] },
    ];
    for (const question of questions) {
      const asked: Query = { site_id: site, date_range, ...question };
      const ofDays = await ask(url, asked);
      const ofEvents = await ask(url, { ...asked, include: { raw: true } });
      expect([ofDays.meta.plan, ofEvents.meta.plan]).toEqual(['visit_days', 'events']);
      expect(ofDays.results).toEqual(ofEvents.results);
    }
    await collector.stop();
  },
);
