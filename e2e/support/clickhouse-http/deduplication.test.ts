import type { ClickHouseClient } from '@clickhouse/client';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { useServer } from './use-server.ts';

const server = useServer();
let client: ClickHouseClient;

beforeAll(() => {
  client = server.client();
});

beforeEach(async () => {
  const statements = [
    'DROP TABLE IF EXISTS per_page_view',
    `CREATE OR REPLACE TABLE events (id UInt32, page String) ENGINE = MergeTree ORDER BY id
      SETTINGS non_replicated_deduplication_window = 100`,
    `CREATE OR REPLACE TABLE per_page (page String, n SimpleAggregateFunction(sum, UInt64), ids AggregateFunction(uniq, UInt32))
      ENGINE = AggregatingMergeTree ORDER BY page SETTINGS non_replicated_deduplication_window = 100`,
    `CREATE MATERIALIZED VIEW per_page_view TO per_page AS
      SELECT page, count() AS n, uniqState(id) AS ids FROM events GROUP BY page`,
  ];
  for (const query of statements) {
    // oxlint-disable-next-line no-await-in-loop -- each statement needs the one before
    await client.command({ query });
  }
});

const batch = Array.from({ length: 3_000 }, (_, id) => ({ id, page: `/p/${id % 7}` }));

async function insert(token: string, values = batch): Promise<void> {
  await client.insert({
    table: 'events',
    values,
    format: 'JSONEachRow',
    clickhouse_settings: {
      async_insert: 0,
      insert_deduplicate: 1,
      insert_deduplication_token: token,
      deduplicate_blocks_in_dependent_materialized_views: 1,
    },
  });
}

async function counts(): Promise<unknown> {
  const query =
    'SELECT (SELECT count() FROM events) AS events, sum(n) AS viewed, uniqMerge(ids) AS ids FROM per_page';
  return (await (await client.query({ query, format: 'JSONEachRow' })).json())[0];
}

it('stores rows once that were sent twice with one token, in the view as well', async () => {
  await insert('one');
  await insert('one');
  expect(await counts()).toEqual({ events: 3_000, viewed: 3_000, ids: 3_000 });
});

it('stores equal rows twice under two tokens', async () => {
  await insert('one');
  await insert('two');
  expect(await counts()).toEqual({ events: 6_000, viewed: 6_000, ids: 3_000 });
});

it('stores rows once that were sent many times at once', async () => {
  await Promise.all(Array.from({ length: 8 }, () => insert('one')));
  expect(await counts()).toEqual({ events: 3_000, viewed: 3_000, ids: 3_000 });
});

it('stores an insert of many blocks once, too', async () => {
  const values = Array.from({ length: 300_000 }, (_, id) => ({ id, page: `/p/${id % 7}` }));
  await insert('large', values);
  await insert('large', values);
  expect(await counts()).toMatchObject({ events: 300_000, viewed: 300_000 });
});
