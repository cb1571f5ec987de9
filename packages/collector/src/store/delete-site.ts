import type { ClickHouse } from './clickhouse.ts';

/** Tables with rows of sites, but for `site_numbers`: it knows which numbers must never be given again. */
export const siteTables: readonly string[] = [
  'events',
  'sessions',
  'session_merges',
  'rejected_events',
  'ledger',
  'rollup',
  'late_hours',
  'visit_days',
  'folds',
  'day_visits',
  'day_visitors',
  'day_folds',
];

/**
 * Deletes all rows of a site. It rewrites one month of one table at a time, and only where the site has something; what
 * ClickHouse has replaced leaves the disk within some minutes. Asking again is safe.
 */
export async function deleteSiteRows(
  { select, command }: Pick<ClickHouse, 'select' | 'command'>,
  siteId: number,
  signal: AbortSignal,
): Promise<void> {
  for (const table of siteTables) {
    const partitions = await select<[string]>({
      query: `SELECT DISTINCT _partition_id FROM ${table} WHERE site_id = {site:UInt32} ORDER BY _partition_id`,
      query_params: { site: siteId },
    });
    for (const [partition] of partitions) {
      signal.throwIfAborted();
      // A number of our own; statements that alter take no bound values.
      await command(
        `ALTER TABLE ${table} DELETE IN PARTITION ID '${partition}' WHERE site_id = ${siteId} SETTINGS mutations_sync = 2`,
      );
    }
  }
}
