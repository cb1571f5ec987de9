import { DateTime } from 'luxon';
import type { Query } from '@passerby/wire';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Site } from '../src/control/sites.ts';
import { noRules } from '../src/control/site-rules.ts';
import { createAnswerCache } from '../src/query/answer-cache.ts';
import { answerQuery } from '../src/query/answer-query.ts';
import { openClickHouse, type ClickHouse } from '../src/store/clickhouse.ts';
import { migrate } from '../src/store/migrate.ts';
import { toConfig, useDataDir } from './use-collector.ts';

const visitors = 200_000;
/** A tenth of the visitors comes a second time. */
const visits = visitors + visitors / 10;
/** As docs/reference/query-api.md says of `uniq`. */
const mostError = 0.01;
const site: Site = {
  id: 1,
  key: 'large.example',
  origins: [],
  timezone: 'UTC',
  rules: noRules,
  limits: {},
  isSampled: false,
  createdAt: 0,
};
const dayOne = DateTime.utc().startOf('day').minus({ days: 3 });
const dayTwo = dayOne.plus({ days: 1 });

const dataDir = useDataDir();
let clickhouse: ClickHouse;

// 200,000 visitors of two days, a tenth of whom come on both: two thirds on Windows, a tenth on phones, and one country
// that is exact because so few come from there. Numbers are known from how they are made.
beforeAll(async () => {
  clickhouse = await openClickHouse(toConfig(dataDir()));
  await migrate(clickhouse);
  // As if the rollup had been there when the events below happened.
  await clickhouse.insert('schema_migrations (name, applied_at)', ['["0011-rollup.sql",1000000000]']);
  await clickhouse.command(`
      INSERT INTO events (site_id, visitor_id, session_id, time, received_at, event_id, type, name, path, country, os,
        device, sample_rate)
      WITH
        number % ${visitors} AS visitor,
        fromUnixTimestamp64Milli(${dayOne.toMillis()}::Int64 + intDiv(number, ${visitors}) * 86400000 + visitor % 86400 * 1000, 'UTC') AS at
      SELECT 1, cityHash64(visitor) AS id, bitShiftLeft(toUInt64(toUnixTimestamp(at)), 32) + bitAnd(id, 4294967295), at, at, generateUUIDv4(), 'pageview',
        'pageview', '/', if(visitor < 5000, 'IS', 'DE'), if(visitor % 3 = 0, 'Linux', 'Windows'),
        if(visitor % 10 = 0, 'mobile', 'desktop'), 1
      FROM numbers(${visits})`);
}, 120_000);
afterAll(() => clickhouse.close());

it.each<[string, Pick<Query, 'dimensions' | 'filters'>, Record<string, [visitors: number, visits: number]>]>([
  ['in all', {}, { '': [visitors, visits] }],
  [
    'by day',
    { dimensions: ['time:day'] },
    {
      [dayOne.toISODate()]: [visitors, visitors],
      [dayTwo.toISODate()]: [visitors / 10, visitors / 10],
    },
  ],
  ['by system', { dimensions: ['visit:os'] }, { Windows: [133_333, 146_666], Linux: [66_667, 73_334] }],
  ['by device', { dimensions: ['visit:device'] }, { desktop: [180_000, 198_000], mobile: [20_000, 22_000] }],
  ['of one country', { filters: [['is', 'visit:country', ['DE']]] }, { '': [195_000, 210_000] }],
])(
  'of 200,000 visitors the rollup counts %s within the error that is documented',
  async (_title, asked, exact) => {
    const { results, meta } = await answerQuery(
      {
        site_id: site.key,
        metrics: ['visitors', 'visits', 'pageviews'],
        date_range: [dayOne.toISODate(), dayTwo.toISODate()],
        ...asked,
      },
      site,
      {
        goals: { list: () => Promise.resolve([]) },
        clickhouse,
        answers: createAnswerCache({ maxBytes: 0 }),
        retentionMonths: 0,
        log: {
          name: 'none',
          pending: () => {
            throw new Error('no query here asks the ledger');
          },
        },
      },
    );
    expect(meta.plan).toBe('rollup');
    expect(results.map(({ dimensions }) => dimensions[0] ?? '').toSorted()).toEqual(
      Object.keys(exact).toSorted(),
    );
    for (const { dimensions, metrics } of results) {
      const [ofVisitors = 0, ofVisits = 0] = exact[dimensions[0] ?? ''] ?? [];
      const [found = 0, began = 0, pageviews] = metrics as number[];
      expect(Math.abs(found / ofVisitors - 1), `${dimensions[0]}: ${found} visitors`).toBeLessThan(mostError);
      expect(Math.abs(began / ofVisits - 1), `${dimensions[0]}: ${began} visits`).toBeLessThan(mostError);
      // Sums are exact.
      expect(pageviews).toBe(ofVisits);
    }
  },
);

it('few of many are counted exactly', async () => {
  const rows = await clickhouse.select<[string, string]>({
    query: `SELECT uniqMerge(visitors), uniqMerge(visits) FROM rollup WHERE dimension = 'visit:country' AND value = 'IS'`,
  });
  expect(rows.flat().map(Number)).toEqual([5_000, 10_000]);
});
