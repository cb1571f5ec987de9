import type { ClickHouseClient } from '@clickhouse/client';
import { beforeAll, expect, it } from 'vitest';
import { useServer } from './use-server.ts';

const server = useServer();
let client: ClickHouseClient;

beforeAll(() => {
  client = server.client({ max_open_connections: 16 });
});

async function maxBlockSize(setting?: number): Promise<unknown> {
  const rows = await client.query({
    query: `SELECT getSetting('max_block_size') AS value, sleep(0.01)`,
    format: 'JSONEachRow',
    ...(setting === undefined ? {} : { clickhouse_settings: { max_block_size: String(setting) } }),
  });
  return (await rows.json<{ value: number }>())[0]?.value;
}

it('keeps the settings of one request from the others, at the same time and after', async () => {
  const byDefault = await maxBlockSize();
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) => maxBlockSize(n % 2 === 0 ? n + 1 : undefined)),
  );
  expect(answers).toEqual(answers.map((_, n) => (n % 2 === 0 ? n + 1 : byDefault)));
  expect(await maxBlockSize()).toBe(byDefault);
});

async function ask(n: number): Promise<unknown> {
  const query = 'SELECT {n:UInt32} AS n, {s:String} AS s';
  const rows = await client.query({ query, query_params: { n, s: `s${n}` }, format: 'JSONEachRow' });
  return (await rows.json())[0];
}

it('keeps the parameters of one request from the others', async () => {
  const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => ask(n)));
  expect(answers).toEqual(answers.map((_, n) => ({ n, s: `s${n}` })));
});

it('keeps SET, USE and the database of one request from the next', async () => {
  await client.command({ query: 'SET max_block_size = 7' });
  await client.command({ query: 'USE system' });
  expect(await maxBlockSize()).not.toBe(7);
  const rows = await client.query({ query: 'SELECT currentDatabase() AS db', format: 'JSONEachRow' });
  expect(await rows.json()).toEqual([{ db: 'default' }]);
});

// chDB puts what a failed query had already written in front of the same session's next result.
it('keeps the half result of a failed query from the next', async () => {
  const failing = 'SELECT number, throwIf(number = 100000) FROM numbers(200000)';
  await expect(client.query({ query: failing, format: 'TabSeparated' })).rejects.toMatchObject({
    code: '395',
  });
  const rows = await client.query({ query: 'SELECT 1', format: 'TabSeparated' });
  expect(await rows.text()).toBe('1\n');
});

it('takes inserts and queries at the same time and loses none', async () => {
  await client.command({ query: 'CREATE TABLE busy (a UInt32) ENGINE = MergeTree ORDER BY a' });
  const work = Array.from({ length: 100 }, async (_, a) => {
    await client.insert({ table: 'busy', values: [{ a }], format: 'JSONEachRow' });
    await (
      await client.query({ query: 'SELECT count() FROM busy WHERE a < {a:UInt32}', query_params: { a } })
    ).text();
    await client.query({ query: 'SELECT nope' }).catch(() => {});
  });
  await Promise.all(work);
  const rows = await client.query({
    query: 'SELECT count() AS n, uniqExact(a) AS u FROM busy',
    format: 'JSONEachRow',
  });
  expect(await rows.json()).toEqual([{ n: 100, u: 100 }]);
});
