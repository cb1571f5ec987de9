import type { ClickHouse } from './clickhouse.ts';

/** A fold's first 32 bits are the second in which it was made. */
const toFoldBound = (ms: number): string => (BigInt(Math.floor(ms / 1000)) << 32n).toString();

/** For how long a statement, or an answer that is kept, may still name a fold that another has taken the place of, ms. */
const keptMs = 86_400_000;

/**
 * Deletes the rows of folds in whose place others came more than a day ago, those that a crash left unfinished among them.
 * It rewrites one month of a table at a time, and only where there is something to delete.
 */
export async function deleteOldFolds(
  { select, command }: Pick<ClickHouse, 'select' | 'command'>,
  now: number,
  signal?: AbortSignal,
): Promise<void> {
  const bound = toFoldBound(now - keptMs);
  const isOld = `fold < ${bound} AND (site_id, day, fold) NOT IN (
    SELECT site_id, day, max(fold) FROM day_folds WHERE fold < ${bound} GROUP BY site_id, day)`;
  for (const table of ['day_visits', 'day_visitors']) {
    const months = await select<[month: number]>({
      query: `SELECT DISTINCT toYYYYMM(day) AS month FROM ${table} WHERE ${isOld} ORDER BY month`,
    });
    for (const [month] of months) {
      if (signal?.aborted) return;
      await command(
        `ALTER TABLE ${table} DELETE IN PARTITION ${month} WHERE ${isOld} SETTINGS mutations_sync = 1`,
      );
    }
  }
  const [[old] = [0]] = await select<[number]>({ query: `SELECT count() FROM day_folds WHERE ${isOld}` });
  if (old > 0) await command(`ALTER TABLE day_folds DELETE WHERE ${isOld} SETTINGS mutations_sync = 1`);
}
