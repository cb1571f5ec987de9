import { readdir, readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { memoryBytes } from '../src/ops/memory.ts';
import { openEmbedded } from '../src/store/embedded.ts';
import { useDataDir } from './use-collector.ts';

const dataDir = useDataDir();
const slow = { query: 'SELECT sleepEachRow(0.05) FROM numbers(10) SETTINGS max_block_size = 1' };

it('a close waits for the queries under way, refuses those that wait or come, and ends the engine', async () => {
  const clickhouse = await openEmbedded(`${dataDir()}/clickhouse`, 'passerby');
  const outcomes: string[] = [];
  for (let asked = 0; asked < 8; asked++) {
    void clickhouse.select(slow).then(
      () => outcomes.push('answered'),
      (error: Error) => outcomes.push(error.name),
    );
  }
  await nextTurn();
  await clickhouse.close();
  await nextTurn();
  expect(outcomes).toHaveLength(8);
  expect(new Set(outcomes)).toEqual(new Set(['answered', 'AbortError']));
  await expect(clickhouse.select(slow)).rejects.toThrow('ClickHouse is closed');
  // Of an engine that is still at work when the process ends, the end may never come.
  expect(await threadNames()).not.toContain('BgSchPool');
});

it('answers what the collector asks itself while people have all their places', async () => {
  const clickhouse = await openEmbedded(`${dataDir()}/clickhouse`, 'passerby');
  const answered: string[] = [];
  const people = Array.from({ length: clickhouse.places }, async () => {
    await clickhouse.select({
      query: 'SELECT sleepEachRow(0.5) FROM numbers({rows:UInt8}) SETTINGS max_block_size = 1',
      query_params: { rows: 10 },
    });
    answered.push('people');
  });
  await clickhouse.select({ query: 'SELECT {one:UInt8}', query_params: { one: 1 } });
  answered.push('collector');
  await Promise.all(people);
  await clickhouse.close();
  expect(clickhouse.places).toBeGreaterThan(3);
  expect(answered[0]).toBe('collector');
});

it('binds the values of each query to its own places, whatever they are', async () => {
  const clickhouse = await openEmbedded(`${dataDir()}/clickhouse`, 'passerby');
  const texts = [
    "'",
    '\\',
    "\\'",
    '; SELECT 1',
    '{x:String}',
    '\0a',
    '\t\n\r\b\f\v',
    '-- ',
    '/*',
    'é€😀',
    '\u202e',
    '',
  ];
  const rounds = Array.from({ length: 20 }, (_, round) => texts.map((text) => text + round)).flat();
  const asked = rounds.map(async (text, at) => {
    const [row] = await clickhouse.select({
      query: 'SELECT {text:String}, {list:Array(String)}, {id:UInt64}, {at:UInt32}',
      query_params: { text, list: [text, 'x'], id: 18_446_744_073_709_551_615n, at },
    });
    expect(row?.slice(0, 2)).toEqual([text, [text, 'x']]);
    expect(row?.[3]).toBe(at);
  });
  await Promise.all(asked);
  await clickhouse.close();
});

it('binds values that are longer than a statement may be by default', async () => {
  const clickhouse = await openEmbedded(`${dataDir()}/clickhouse`, 'passerby');
  const list = Array.from({ length: 40_000 }, (_, at) => `value's ${at}`);
  const [row] = await clickhouse.select({
    query: 'SELECT length({list:Array(String)}), {list:Array(String)}[-1]',
    query_params: { list },
  });
  await clickhouse.close();
  expect(row).toEqual([40_000, list.at(-1)]);
});

it('takes of the memory what leaves enough for the process and the system', async () => {
  const clickhouse = await openEmbedded(`${dataDir()}/clickhouse`, 'passerby');
  const rows = await clickhouse.select<[name: string, share: number]>({
    query: `SELECT name, toFloat64(value) / ${memoryBytes()} FROM system.server_settings
      WHERE name = 'max_server_memory_usage'
        OR name IN ('mark_cache_size', 'index_mark_cache_size', 'primary_index_cache_size')`,
  });
  await clickhouse.close();
  expect(Object.fromEntries(rows)).toEqual({
    max_server_memory_usage: expect.closeTo(0.6),
    mark_cache_size: expect.closeTo(0.03),
    index_mark_cache_size: expect.closeTo(0.01),
    primary_index_cache_size: expect.closeTo(0.03),
  });
});

/** Of this process; none where the system does not tell. */
async function threadNames(): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  const tasks = await readdir('/proc/self/task');
  return Promise.all(tasks.map(async (id) => (await readFile(`/proc/self/task/${id}/comm`, 'utf8')).trim()));
}

it('keeps the rows of inserts at the same time apart', async () => {
  const clickhouse = await openEmbedded(`${dataDir()}/clickhouse`, 'passerby');
  const tables = ['one', 'other'];
  for (const table of tables)
    await clickhouse.command(`CREATE TABLE ${table} (n UInt32) ENGINE = MergeTree ORDER BY n`);
  const lines = tables.map((_, at) => Array.from({ length: 5_000 }, (_line, n) => `[${2 * n + at}]`));
  await Promise.all(tables.map((table, at) => clickhouse.insert(`${table} (n)`, lines[at] ?? [])));
  const counted = tables.map((table) =>
    clickhouse.select({ query: `SELECT count(), min(n % 2), max(n % 2) FROM ${table}` }),
  );
  expect((await Promise.all(counted)).flat()).toEqual([
    [5_000, 0, 0],
    [5_000, 1, 1],
  ]);
  await clickhouse.close();
});

it("stores nothing of an insert whose last row is bad, and the table's defaults for what rows leave out", async () => {
  const clickhouse = await openEmbedded(`${dataDir()}/clickhouse`, 'passerby');
  await clickhouse.command(`
    CREATE TABLE named (n UInt32, name LowCardinality(String), rate Float64 DEFAULT 0.5, seen Map(LowCardinality(String), String))
    ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 10`);
  await clickhouse.command('CREATE TABLE counts (n UInt64) ENGINE = MergeTree ORDER BY n');
  await clickhouse.command('CREATE MATERIALIZED VIEW counted TO counts AS SELECT count() AS n FROM named');
  const insert = (lines: string[]): Promise<void> =>
    clickhouse.insert('named (n, name, rate, seen)', lines, {
      input_format_json_compact_allow_variable_number_of_columns: 1,
      input_format_parallel_parsing: 0,
    });
  // More than ClickHouse reads at once.
  const many = Array.from({ length: 140_000 }, (_, n) => `[${n}, "it's ${n % 3}"]`);
  await expect(insert([...many, '["bad"]'])).rejects.toThrow('while reading the value of key n');
  const read = async (table: string, columns: string): Promise<unknown[][]> =>
    clickhouse.select({ query: `SELECT ${columns} FROM ${table}` });
  expect([...(await read('named', 'count()')), ...(await read('counts', 'count()'))]).toEqual([[0], [0]]);
  const whole = [1, 'a "quote" and\ttab', 1, { a: 'b' }];
  await insert([...many, JSON.stringify(whole)]);
  expect(await read('counts', 'groupArray(n)')).toEqual([[[140_001]]]);
  await insert([...many, JSON.stringify(whole)]); // known by its rows
  expect(await read('named GROUP BY ALL ORDER BY ALL', 'name, rate, seen, count()')).toEqual([
    [...whole.slice(1), 1],
    ["it's 0", 0.5, {}, 46_667],
    ["it's 1", 0.5, {}, 46_667],
    ["it's 2", 0.5, {}, 46_666],
  ]);
  await clickhouse.close();
});

it.each(['*', '?', '{', '}'])(
  'refuses a directory with a %s in its name, whose inserts would find no rows',
  async (character) => {
    const opening = openEmbedded(`${dataDir()}/a${character}b/clickhouse`, 'passerby');
    await expect(opening).rejects.toThrow('choose a directory without * ? { }');
  },
);
