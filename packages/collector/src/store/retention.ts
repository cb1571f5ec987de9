import { toUtcDay } from '../control/salts.ts';
import type { Sites } from '../control/sites.ts';
import type { AnswerCache } from '../query/answer-cache.ts';
import { longestSessionMs, toSessionBound } from '../writer/session-memory.ts';
import type { ClickHouse } from './clickhouse.ts';

const dayMs = 86_400_000;

/** Tables whose rows are about single visits; what is deleted from each before a moment, ms. */
const raw: { table: string; month: string; before: (ms: number) => string }[] = [
  {
    table: 'events',
    month: 'toYYYYMM(time)',
    before: (ms) => `time < fromUnixTimestamp64Milli(${ms})`,
  },
  // A visit that went on after that moment keeps what the visit as a whole tells.
  ...['sessions', 'session_merges'].map((table) => ({
    table,
    month: "toYYYYMM(toDateTime(bitShiftRight(session_id, 32), 'UTC'))",
    before: (ms: number) => `session_id < ${toSessionBound(ms - longestSessionMs)}`,
  })),
  {
    table: 'rejected_events',
    month: 'toYYYYMM(received_at)',
    before: (ms) => `received_at < fromUnixTimestamp64Milli(${ms})`,
  },
];

/**
 * Deletes what sites want no longer: raw rows of days that ended `retentionDays` ago; counts (rollup, ledger) stay. It
 * rewrites one month of one table at a time, for all sites together, and only where there is something to delete. Answers
 * how many rows. Asking again is safe.
 */
export async function deleteExpired(
  {
    sites,
    clickhouse,
    answers,
  }: {
    sites: Pick<Sites, 'list'>;
    clickhouse: Pick<ClickHouse, 'select' | 'command'>;
    answers: Pick<AnswerCache, 'purge'>;
  },
  now: number,
  signal?: AbortSignal,
): Promise<number> {
  const limited = (await sites.list()).flatMap(({ id, limits: { retentionDays } }) =>
    retentionDays === undefined ? [] : [{ id, before: (toUtcDay(now) - retentionDays) * dayMs }],
  );
  let deleted = 0;
  if (limited.length === 0) return deleted;
  for (const { table, month, before } of raw) {
    // Numbers of our own; statements that alter take no bound values.
    const expired = `(${limited.map((site) => `(site_id = ${site.id} AND ${before(site.before)})`).join(' OR ')})`;
    const found = await clickhouse.select<[month: number, rows: number]>({
      query: `SELECT ${month} AS month, count() FROM ${table} WHERE ${expired} GROUP BY month ORDER BY month`,
    });
    for (const [partition, rows] of found) {
      if (signal?.aborted) return deleted;
      try {
        await clickhouse.command(
          `ALTER TABLE ${table} DELETE IN PARTITION ${partition} WHERE ${expired} SETTINGS mutations_sync = 1`,
        );
      } finally {
        // Also where ClickHouse goes on without us.
        for (const { id } of limited) answers.purge(id);
      }
      deleted += rows;
    }
  }
  return deleted;
}
