import type { ClickHouse } from './clickhouse.ts';

/**
 * The columns of `table (columns…)` as the `file` function takes them, for rows that are going to be inserted there: with
 * their defaults, and plain texts where the table has dictionaries. ClickHouse reads a text into a dictionary one value at a
 * time, which costs it more than to read them all first and then to make the dictionary of them.
 */
export async function readPlainStructure(target: string, select: ClickHouse['select']): Promise<string> {
  const [, table, columns] = /^(\w+) \((.+)\)$/s.exec(target) ?? [];
  if (table === undefined || columns === undefined) throw new Error(`"${target}" is not "table (columns…)"`);
  const rows = await select<[name: string, type: string, byDefault: string]>({
    query: `
      SELECT name, replaceAll(type, 'LowCardinality(String)', 'String'),
             if(default_kind = 'DEFAULT', ' DEFAULT ' || default_expression, '')
      FROM system.columns WHERE database = currentDatabase() AND table = {table:String}`,
    query_params: { table },
  });
  const known = new Map(rows.map(([name, type, byDefault]) => [name, `${name} ${type}${byDefault}`]));
  return columns
    .split(', ')
    .map((name) => known.get(name) ?? name)
    .join(', ');
}
