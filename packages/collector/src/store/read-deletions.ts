import type { ClickHouse } from './clickhouse.ts';

/**
 * Names what was and is being deleted, whoever asked for it: another text once something is, and another when it is done.
 * ClickHouse keeps its deletions in `system.mutations`, which all collectors in front of it see.
 */
export async function readDeletions({ select }: Pick<ClickHouse, 'select'>): Promise<string> {
  const [[text] = ['']] = await select<[string]>({
    query: `
      SELECT concat(toString(count()), ' ', toString(groupBitXor(sipHash64(table, mutation_id, is_done))))
      FROM system.mutations WHERE database = currentDatabase()`,
  });
  return text;
}
