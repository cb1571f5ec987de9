import { readFileSync, readdirSync } from 'node:fs';
import type { ClickHouse } from './clickhouse.ts';

const directory = new URL('./migrations/', import.meta.url);

/**
 * Brings ClickHouse's schema up to date. Each statement of a numbered file can be run again (`IF NOT EXISTS`), and
 * a file is noted as applied after its last one, so that a crash at any statement is mended by the next start.
 */
export async function migrate(clickhouse: ClickHouse): Promise<void> {
  await clickhouse.command(
    `CREATE TABLE IF NOT EXISTS schema_migrations (name String, applied_at DateTime DEFAULT now())
     ENGINE = MergeTree ORDER BY name`,
  );
  const rows = await clickhouse.select<[name: string]>({ query: 'SELECT name FROM schema_migrations' });
  const applied = new Set(rows.map(([name]) => name));
  const names = readdirSync(directory).filter((name) => name.endsWith('.sql'));
  for (const name of names.toSorted()) {
    if (applied.has(name)) continue;
    for (const statement of toStatements(readFileSync(new URL(name, directory), 'utf8'))) {
      await clickhouse.command(statement);
    }
    await clickhouse.insert('schema_migrations (name)', [JSON.stringify([name])]);
  }
}

/** The statements of a migration: each ends with a semicolon at the end of a line. */
export function toStatements(sql: string): string[] {
  return sql
    .replaceAll(/^--.*$/gm, '')
    .split(/;$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
