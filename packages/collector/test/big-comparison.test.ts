import { beforeAll, expect, it } from 'vitest';
import type { Config } from '../src/config.ts';
import { openClickHouse } from '../src/store/clickhouse.ts';
import { site, useCollector } from './use-collector.ts';

const collector = useCollector();
const pages = 10_000;
const [today, yesterday] = [0, 1].map((ago) =>
  new Date(Date.now() - (ago + 1) * 86_400_000).toISOString().slice(0, 10),
) as [string, string];

/** Pages of 100 bytes, half of them with letters that are escaped wherever a text is bound; seen twice as often today. */
async function store(config: Config): Promise<void> {
  const clickhouse = await openClickHouse(config);
  // As if the rollup had been there when these were seen.
  await clickhouse.insert('schema_migrations (name, applied_at)', ['["0011-rollup.sql",1000000000]']);
  for (const [day, times] of [
    [yesterday, 1],
    [today, 2],
  ] as const) {
    await clickhouse.command(`
      INSERT INTO events (site_id, session_id, visitor_id, time, event_id, type, name, hostname, path, sample_rate)
      SELECT 1, bitShiftLeft(toUInt64(toUnixTimestamp(toDateTime('${day} 12:00:00', 'UTC'))), 32) + number, number,
             toDateTime64('${day} 12:00:00', 3, 'UTC'), generateUUIDv4(), 'pageview', 'pageview', '${site}',
             concat('/', toString(number % ${pages}), repeat(if(number % 2, '\\'', 'x'), 95)), 1
      FROM numbers(${pages * times})`);
  }
  await clickhouse.close();
}

beforeAll(async () => {
  await collector.stop();
  await store(collector.config);
  await collector.start();
}, 60_000);

it.each([
  ['rollup', {}],
  ['events', { raw: true }],
] as const)('ten thousand long pages are compared, each with itself: from the %s', async (plan, include) => {
  const { results, meta } = await collector.query({
    metrics: ['pageviews'],
    dimensions: ['event:page'],
    date_range: [today, today],
    pagination: { limit: pages },
    include: { ...include, comparisons: { mode: 'previous_period' } },
  });
  expect(meta.plan).toBe(plan);
  expect(results).toHaveLength(pages);
  expect(results.filter(({ comparison }) => comparison?.change[0] !== 100)).toEqual([]);
});
