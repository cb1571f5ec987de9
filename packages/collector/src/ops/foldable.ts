import type { ClickHouse } from '../store/clickhouse.ts';
import { toMergedSessions, toVisitId } from '../store/merged-sessions.ts';
import { longestSessionMs, sessionGapMs, toSessionBound } from '../writer/session-memory.ts';

// What tells which days of which sites may be folded, or must be folded anew.

/** How long a visit has ended before nothing but late events can change it, ms; see `late_hours`. */
export const settledAfterMs: number = 2 * sessionGapMs;

/** By site, when the first visit began that may still go on, ms. */
export async function readOpenSince(
  { select }: Pick<ClickHouse, 'select'>,
  now: number,
): Promise<Map<number, number>> {
  const first = toSessionBound(now - settledAfterMs - 2 * longestSessionMs);
  const pairs = await select<[string, string]>({
    query:
      'SELECT DISTINCT toString(session_id), toString(into_id) FROM session_merges WHERE session_id >= {first:UInt64}',
    query_params: { first },
  });
  const rows = await select<[number, number]>({
    query: `
      SELECT site_id, toUnixTimestamp64Milli(min(start))
      FROM (
        SELECT site_id, min(started) AS start, max(ended) AS end
        FROM sessions WHERE session_id >= {first:UInt64}
        GROUP BY site_id, ${toVisitId(toMergedSessions(pairs))}
        HAVING end > now64(3) - toIntervalMillisecond({settled:UInt32})
      )
      GROUP BY site_id`,
    query_params: { first, settled: settledAfterMs },
  });
  return new Map(rows);
}

/** By site, when something changed late, s. */
export async function readChanges({ select }: Pick<ClickHouse, 'select'>): Promise<Map<number, number>> {
  const query = 'SELECT site_id, toUnixTimestamp(max(changed_at)) FROM late_hours GROUP BY site_id';
  return new Map(await select<[number, number]>({ query }));
}

/** When the sites with so many events were seen first, ms, by site. */
export async function readFirsts(
  { select }: Pick<ClickHouse, 'select'>,
  least: number,
): Promise<Map<number, number>> {
  const rows = await select<[number, number]>({
    query: `
      SELECT site_id, bitShiftRight(min(session_id), 32) FROM sessions
      GROUP BY site_id HAVING sum(pageviews) + sum(events) >= {least:UInt64}`,
    query_params: { least },
  });
  return new Map(rows.map(([site, second]) => [site, second * 1000 - longestSessionMs]));
}
