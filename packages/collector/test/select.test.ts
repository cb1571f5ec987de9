import { afterAll, beforeAll, expect, it } from 'vitest';
import { openClickHouse, type ClickHouse } from '../src/store/clickhouse.ts';
import { toConfig, useDataDir } from './use-collector.ts';

const dataDir = useDataDir();
let clickhouse: ClickHouse;
beforeAll(async () => {
  clickhouse = await openClickHouse(toConfig(dataDir()));
});
afterAll(() => clickhouse.close());

const values = Array.from({ length: 8_000 }, (_, index) => 2n ** 63n + BigInt(index));

it('a statement may have as many values as the writer looks up visitors, and more', async () => {
  const rows = await clickhouse.select({
    query:
      'SELECT length({values:Array(UInt64)}), {values:Array(UInt64)}[8000] = toUInt64(9223372036854783807), toUInt64(7)',
    query_params: { values },
  });
  // A number, and no text, which integers of 64 bits were by default.
  expect(rows).toEqual([[8_000, 1, 7]]);
});

it('settings count with few values and with many', async () => {
  for (const some of [values.slice(0, 1), values]) {
    const statement = {
      query: 'SELECT count() FROM numbers(1000) WHERE number NOT IN {some:Array(UInt64)}',
      query_params: { some },
    };
    expect(await clickhouse.select(statement)).toEqual([[1_000]]);
    await expect(
      clickhouse.select({ ...statement, clickhouse_settings: { max_rows_to_read: '999' } }),
    ).rejects.toMatchObject({ type: 'TOO_MANY_ROWS' });
  }
});

it('nothing is compiled, for which a question would wait', async () => {
  const [compiled] = await clickhouse.select<boolean[]>({
    query: `SELECT ${['expressions', 'aggregate_expressions', 'sort_description'].map((each) => `getSetting('compile_${each}')`).join(', ')}`,
  });
  expect(compiled).toEqual([false, false, false]);
});
