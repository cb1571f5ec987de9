import {
  longestSessionMs,
  toSessionBound,
  type RecallSessions,
  type Session,
  type SessionMerge,
} from '../writer/session-memory.ts';
import type { ClickHouse } from './clickhouse.ts';
import { findStored } from './find-stored.ts';
import { ledgerColumns } from './ledger-row.ts';
import type { Lines } from './pieces.ts';
import { rejectedColumns } from './rejected-row.ts';
import { insertColumns } from './row.ts';

/** What the writer asks of ClickHouse. */
export interface EventStore {
  /** Inserts lines of `toInsertLine`. The same token again changes nothing, in `events` and in what its views feed. */
  insertEvents: (lines: Lines, token: string) => Promise<void>;
  /** Inserts lines for `rejected_events`, as idempotent. */
  insertRejected: (lines: Lines, token: string) => Promise<void>;
  /** Inserts lines for `ledger`, as idempotent. */
  insertLedger: (lines: string[], token: string) => Promise<void>;
  /** Says that two ids are one session; again, it changes nothing. */
  insertMerges: (merges: SessionMerge[]) => Promise<void>;
  recallSessions: RecallSessions;
  /** Ids among these events of a site that are stored. */
  findStored: (siteId: number, events: { id: string; time: number }[]) => Promise<Set<string>>;
}

/** Visitors looked up by one query. */
const visitorsPerQuery = 5_000;

export function createEventStore({ select, insert }: Pick<ClickHouse, 'select' | 'insert'>): EventStore {
  async function recall(visitors: string[] | undefined, endedAfter: number): Promise<Session[]> {
    const rows = await select<[id: string, visitor: string, start: number, end: number]>({
      query: `
        SELECT toString(session_id), toString(any(visitor_id)),
               toUnixTimestamp64Milli(min(started)), toUnixTimestamp64Milli(max(ended)) AS last
        FROM sessions
        WHERE session_id >= {first:UInt64} ${visitors ? 'AND visitor_id IN {visitors:Array(UInt64)}' : ''}
        GROUP BY site_id, session_id
        HAVING last >= {endedAfter:Int64}`,
      query_params: {
        first: toSessionBound(endedAfter - longestSessionMs),
        endedAfter,
        ...(visitors && { visitors: visitors.map(BigInt) }),
      },
    });
    return rows.map(([id, visitor, start, end]) => ({ id, visitor, start, end }));
  }

  const insertOnce = (target: string, lines: Lines, token: string): Promise<void> =>
    insert(target, lines, {
      async_insert: 0,
      insert_deduplication_token: token,
      deduplicate_blocks_in_dependent_materialized_views: 1,
      // One block an insert: a token names the whole batch, not its pieces.
      max_insert_block_size: '1048576',
      input_format_parallel_parsing: 0,
      // What waited in the log while the collector was renewed has fewer columns.
      input_format_json_compact_allow_variable_number_of_columns: 1,
    });

  return {
    findStored: (siteId, events) => findStored(siteId, events, { select }),
    insertEvents: (lines, token) => insertOnce(`events (${insertColumns})`, lines, token),
    insertRejected: (lines, token) => insertOnce(`rejected_events (${rejectedColumns})`, lines, token),
    insertLedger: (lines, token) => insertOnce(`ledger (${ledgerColumns})`, lines, token),

    insertMerges: (merges) =>
      insert(
        'session_merges (site_id, session_id, into_id)',
        merges.map(({ siteId, id, into }) => `[${siteId},${id},${into}]`),
        { async_insert: 0 },
      ),

    async recallSessions(visitors, endedAfter) {
      if (visitors === 'all') return recall(undefined, endedAfter);
      const sessions: Session[] = [];
      for (let at = 0; at < visitors.length; at += visitorsPerQuery) {
        sessions.push(...(await recall(visitors.slice(at, at + visitorsPerQuery), endedAfter)));
      }
      return sessions;
    },
  };
}
