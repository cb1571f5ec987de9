import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { ClickHouse } from '../src/store/clickhouse.ts';
import { openEmbedded } from '../src/store/embedded.ts';
import { migrate } from '../src/store/migrate.ts';
import { useDataDir } from './use-collector.ts';

const dataDir = useDataDir();
const open = (database: string): Promise<ClickHouse> => openEmbedded(`${dataDir()}/clickhouse`, database);

/** Each table and view, and what has been applied. */
async function schemaOf(clickhouse: ClickHouse, database: string): Promise<unknown[]> {
  const tables = await clickhouse.select<[name: string, query: string]>({
    query: `SELECT name, create_table_query FROM system.tables WHERE database = '${database}' ORDER BY name`,
  });
  const applied = await clickhouse.select({ query: 'SELECT name FROM schema_migrations ORDER BY name' });
  return [tables.map(([name, query]) => [name, query.replaceAll(database, 'passerby')]), applied];
}

it('a migration that ends after any statement is finished by the next start (umami#2645, plausible#4635)', async () => {
  const whole = await open('whole');
  await migrate(whole);

  const cut = await open('cut');
  const done = new Set<string>();
  const dying: ClickHouse = {
    ...cut,
    async command(statement) {
      await cut.command(statement);
      if (done.has(statement)) return;
      done.add(statement);
      throw new Error('killed');
    },
  };
  const start = async (): Promise<boolean> => {
    try {
      await migrate(dying);
      return true;
    } catch (error) {
      if ((error as Error).message !== 'killed') throw error;
      return false;
    }
  };
  // oxlint-disable-next-line no-await-in-loop -- one start after the other
  while (!(await start()));

  expect(done.size).toBeGreaterThan(20);
  const schema = await schemaOf(cut, 'cut');
  expect(schema).toEqual(await schemaOf(whole, 'whole'));
  const files = readdirSync(new URL('../src/store/migrations/', import.meta.url));
  expect(schema[1]).toEqual(files.toSorted().map((name) => [name]));
  await cut.close();
  await whole.close();
});
