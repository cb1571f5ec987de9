import { expect, it } from 'vitest';
import { createFolder } from '../src/ops/fold-days.ts';
import { toFoldsSql } from '../src/query/folds.ts';
import { siteOf } from './happenings.ts';
import { useQueryStages } from './use-query-stages.ts';

const { clickhouse } = useQueryStages();
const site = siteOf(1, 'UTC');
const sites = { list: () => Promise.resolve([site]) };
const today = Math.floor(Date.now() / 86_400_000);
const dayOf = (ago: number): string => new Date((today - ago) * 86_400_000).toISOString().slice(0, 10);
/** Further from the others than a visit lasts, as a day is read with the visits around it. */
const large = 5;

/** Page views of as many visits on a day, each of a page that has a long name of its own. */
const store = (ago: number, views: number): Promise<void> =>
  clickhouse().command(`
    INSERT INTO events (site_id, session_id, visitor_id, time, event_id, type, name, path, sample_rate)
    WITH ${(today - ago) * 86_400} + number % 80000 AS second
    SELECT ${site.id}, bitShiftLeft(toUInt64(second), 32) + number, number, fromUnixTimestamp64Milli(toInt64(second) * 1000, 'UTC'),
           generateUUIDv4(), 'pageview', 'pageview', concat('/', toString(number), repeat('x', 200)), 1
    FROM numbers(${views})`);

const days = [9, 8, large, 2];
/** Of these days those that are folded. */
const readFolded = async (): Promise<number[]> => {
  const rows = await clickhouse().select<[string]>(toFoldsSql(site, dayOf(9), dayOf(2)));
  const names = new Set(rows.map(([day]) => day));
  return days.filter((ago) => names.has(dayOf(ago)));
};

it('a day that takes too much memory is told and left for an hour, and holds up no other day', async () => {
  for (const ago of days) await store(ago, ago === large ? 150_000 : 100);
  await clickhouse().command('TRUNCATE TABLE late_hours');
  const told: string[] = [];
  const stages = { sites, clickhouse: clickhouse(), retentionMonths: 0, least: 0 };
  const fold = createFolder({
    ...stages,
    maxQueryMemoryBytes: 120_000_000,
    onTooMuch: (about) => told.push(`${about.day} of ${about.site}: ${about.err.type}`),
  });
  const refused = `${dayOf(large)} of ${site.key}: MEMORY_LIMIT_EXCEEDED`;
  const now = Date.now();
  expect(await fold(now)).toBeGreaterThan(300);
  expect(told).toEqual([refused]);
  expect(await readFolded()).toEqual([9, 8, 2]);

  expect(await fold(now + 300_000)).toBe(0);
  expect(told).toEqual([refused]);
  expect(await fold(now + 3_900_000)).toBe(0);
  expect(told).toEqual([refused, refused]);

  expect(await createFolder(stages)(now)).toBe(1);
  expect(await readFolded()).toEqual(days);
}, 300_000);
