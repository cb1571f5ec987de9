import type { ClickHouse } from './clickhouse.ts';
import { toMergedSessions, type MergedSessions } from './merged-sessions.ts';

/** What was erased. */
export interface Erased {
  events: number;
  sessions: number;
  rejected: number;
}

/** Erases these visits, and whoever else of the person is there, elsewhere. */
export type EraseFiles = (visits: string[]) => Promise<void>;

/** Sessions named by one statement. */
const sessionsPerStatement = 10_000;

/**
 * Erases the sessions in which a visitor or a user was known, whole, and the rejected events of either. It rewrites the
 * data; what ClickHouse has replaced leaves the disk within some minutes. Sessions go before their events, so that what
 * a crash leaves is found when it is asked for again; and `eraseFiles` before both, as long as it is known which they are.
 */
export async function eraseVisitor(
  { select, command }: Pick<ClickHouse, 'select' | 'command'>,
  { siteId, visitors, user }: { siteId: number; visitors: string[]; user: string },
  eraseFiles?: EraseFiles,
): Promise<Erased> {
  // Numbers of our own making, and statements that alter take no bound values.
  const ofPerson = `site_id = ${siteId} AND (visitor_id IN (${visitors.join(', ')}) OR user_id = ${user})`;
  const known = await select<[string]>({
    query: `SELECT DISTINCT toString(session_id) FROM events WHERE ${ofPerson}`,
  });
  const pairs = await select<[string, string]>({
    query: `SELECT DISTINCT toString(session_id), toString(into_id) FROM session_merges WHERE site_id = ${siteId}`,
  });
  const merged = toMergedSessions(pairs);
  const all = withMerged(
    known.map(([id]) => id),
    merged,
  );
  await eraseFiles?.(all);
  const sessions: [id: string, first: number, last: number][] = [];
  for (let at = 0; at < all.length; at += sessionsPerStatement) {
    const ids = all.slice(at, at + sessionsPerStatement).join(', ');
    const query = `
      SELECT toString(session_id), toUnixTimestamp64Milli(min(time)), toUnixTimestamp64Milli(max(time))
      FROM events WHERE site_id = ${siteId} AND session_id IN (${ids})
      GROUP BY session_id ORDER BY session_id`;
    sessions.push(...(await select<[string, number, number]>({ query })));
  }
  const visits = new Set(sessions.map(([id]) => merged.get(id) ?? id));
  const erased: Erased = { events: 0, sessions: visits.size, rejected: 0 };
  const remove = (table: string, condition: string): Promise<void> =>
    command(`ALTER TABLE ${table} DELETE WHERE ${condition} SETTINGS mutations_sync = 2`);
  // Days in which they were are folded anew; see migration 0016.
  const markLate = (some: [id: string, ...unknown[]][]): Promise<void> => {
    const seconds = some.map(([id]) => BigInt(id) >> 32n).join(', ');
    return command(
      `INSERT INTO late_hours SELECT DISTINCT ${siteId}, toStartOfHour(toDateTime(arrayJoin([${seconds}]), 'UTC')), now('UTC')`,
    );
  };

  for (let at = 0; at < sessions.length; at += sessionsPerStatement) {
    const some = sessions.slice(at, at + sessionsPerStatement);
    const ids = `site_id = ${siteId} AND session_id IN (${some.map(([id]) => id).join(', ')})`;
    // The time spares ClickHouse the months in which they have nothing.
    const first = some.reduce((least, session) => Math.min(least, session[1]), Infinity);
    const last = some.reduce((most, session) => Math.max(most, session[2]), 0);
    const events = `${ids} AND time >= fromUnixTimestamp64Milli(${first}) AND time <= fromUnixTimestamp64Milli(${last})`;
    const [[count]] = (await select<[number]>({ query: `SELECT count() FROM events WHERE ${events}` })) as [
      [number],
    ];
    // Before as well, so that a crash in between leaves no fold of before that counts.
    await markLate(some);
    await remove('sessions', ids);
    await remove('events', events);
    await markLate(some);
    erased.events += count;
  }
  const [[rejected]] = (await select<[number]>({
    query: `SELECT count() FROM rejected_events WHERE ${ofPerson}`,
  })) as [[number]];
  if (rejected > 0) await remove('rejected_events', ofPerson);
  erased.rejected = rejected;
  return erased;
}

/** All ids of these sessions: those that were merged with them as well. */
function withMerged(ids: string[], merged: MergedSessions): string[] {
  const leastOf = (id: string): string => merged.get(id) ?? id;
  const least = new Set(ids.map(leastOf));
  const others = [...merged.keys()].filter((id) => least.has(leastOf(id)));
  return [...new Set([...ids, ...least, ...others])];
}
