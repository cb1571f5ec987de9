import { randomInt } from 'node:crypto';
import { DateTime } from 'luxon';
import { toUtcDay } from '../control/salts.ts';
import type { Site, Sites } from '../control/sites.ts';
import { foldColumns, foldedBy, toFoldSql, toReachesSql, type Days } from '../query/fold-sql.ts';
import { leastEvents, toDays, toFoldsSql, toSpans, type Day } from '../query/folds.ts';
import { toSessionRange } from '../query/sql.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import { toMergedSessions, toMergesSql, toVisitId } from '../store/merged-sessions.ts';
import { longestSessionMs, sessionGapMs, toSessionBound } from '../writer/session-memory.ts';

const dayMs = 86_400_000;
/** Days without events are folded too, back to here at least, so that a year of a young site is known to be whole. */
const leastDays = 400;
/** Most days of one statement. */
const mostDays = 31;
/** Most events of one statement, unless one day has more: some 200 MB of memory. */
const mostEvents = 500_000;
/** How long a visit has ended before nothing but late events can change it, ms; see `late_hours`. */
const settledAfterMs = 2 * sessionGapMs;

/** Like a background job: on one core, spilling to disk what is too much. */
const settings =
  'max_threads = 1, optimize_or_like_chain = 0, max_bytes_before_external_group_by = 500000000';

interface FoldStages {
  sites: Pick<Sites, 'list'>;
  clickhouse: Pick<ClickHouse, 'select' | 'command' | 'insert'>;
  /** Months after which events go; 0: never. */
  retentionMonths: number;
  /** Sites with fewer are left alone, because no query reads their folds (default: `leastEvents`). */
  least?: number;
}

/** Days of a site that follow each other, to be folded by one statement. */
interface Piece {
  site: Site;
  days: [Day, ...Day[]];
}

/** What a folder knows of a site from the last time that it left nothing to do there. */
interface Known {
  /** When it was looked at, s. */
  at: number;
  /** End of the last day, ms. */
  through: number;
  timezone: string;
}

export type FoldDays = (now: number, deadline?: number, signal?: AbortSignal) => Promise<number>;

/**
 * Folds the days that are over, those that changed since among them: reads what their visits were and keeps it in
 * `visit_days`. The latest days first, until `deadline` (ms; default: all). Answers how many days. What several collectors
 * fold at once counts once: the fold that began last.
 */
export function createFolder({
  sites,
  clickhouse,
  retentionMonths,
  least = leastEvents,
}: FoldStages): FoldDays {
  const known = new Map<number, Known>();
  let firsts = new Map<number, number>();
  let readOn = -1;

  return async (now, deadline = Infinity, signal) => {
    const [all, openSince, changes] = await Promise.all([
      sites.list(),
      readOpenSince(clickhouse, now),
      readChanges(clickhouse),
    ]);
    if (readOn !== toUtcDay(now)) {
      firsts = await readFirsts(clickhouse, least);
      readOn = toUtcDay(now);
    }
    const pieces: Piece[] = [];
    for (const site of all) {
      const first = firsts.get(site.id);
      // What a site counts for others is read from the events (see query/metrics.ts).
      if (site.isSampled || first === undefined) continue;
      const end = Math.min(now - settledAfterMs, openSince.get(site.id) ?? Infinity);
      const to = DateTime.fromMillis(end, { zone: site.timezone }).startOf('day');
      const before = known.get(site.id);
      const isDone =
        before?.through === to.toMillis() &&
        before.timezone === site.timezone &&
        (changes.get(site.id) ?? 0) < before.at;
      if (isDone || signal?.aborted) continue;
      // Before what is read, because it may change meanwhile; the clocks may differ by minutes.
      const at = Math.floor(now / 1000) - 900;
      const days = await readOpenDays(site, { from: oldestDay(site, now, first), to });
      if (days.length === 0) known.set(site.id, { at, through: to.toMillis(), timezone: site.timezone });
      pieces.push(...toPieces(site, days));
    }
    let folded = 0;
    for (const piece of pieces.toSorted((one, other) => endOf(other) - endOf(one))) {
      if (signal?.aborted || Date.now() >= deadline) break;
      folded += await fold(piece);
    }
    return folded;
  };

  /** The first day of which all events are still there. */
  function oldestDay(site: Site, now: number, first: number): DateTime {
    const { retentionDays } = site.limits;
    const oldest = Math.max(
      retentionDays === undefined ? 0 : (toUtcDay(now) - retentionDays) * dayMs,
      retentionMonths === 0 ? 0 : DateTime.fromMillis(now).minus({ months: retentionMonths }).toMillis(),
      Math.min(first, now - leastDays * dayMs),
    );
    const zoned = DateTime.fromMillis(oldest, { zone: site.timezone });
    const midnight = zoned.startOf('day');
    return midnight < zoned ? midnight.plus({ days: 1 }) : midnight;
  }

  async function readOpenDays(site: Site, range: { from: DateTime; to: DateTime }): Promise<Day[]> {
    const days = toDays(range);
    const [first, last] = [days[0]?.name, days.at(-1)?.name];
    if (first === undefined || last === undefined) return [];
    const folded = await clickhouse.select<[day: string]>(toFoldsSql(site, first, last));
    const names = new Set(folded.map(([day]) => day));
    return days.filter(({ name }) => !names.has(name));
  }

  async function fold({ site, days }: Piece): Promise<number> {
    const [{ from }, to] = [days[0], endOf({ days })];
    const [[second, counts] = [0, []]] = await clickhouse.select<
      [second: number, counts: [day: string, events: number][]]
    >({
      query: `
        SELECT toUnixTimestamp(now()), groupArray((day, events)) FROM (
          SELECT toString(toDate(time, {timezone:String})) AS day, count() AS events FROM events
          WHERE site_id = {site:UInt32} AND time >= fromUnixTimestamp64Milli({from:Int64})
            AND time < fromUnixTimestamp64Milli({to:Int64})
          GROUP BY day
        )`,
      query_params: { site: site.id, timezone: site.timezone, from, to },
    });
    const eventsOn = new Map(counts);
    const count = counts.reduce((sum, [, events]) => sum + events, 0);
    const middle = Math.ceil(days.length / 2);
    const [earlier, later] = [days.slice(0, middle), days.slice(middle)];
    if (count > mostEvents && isSome(earlier) && isSome(later)) {
      return (await fold({ site, days: later })) + (await fold({ site, days: earlier }));
    }
    const id = ((BigInt(second) << 32n) | BigInt(randomInt(2 ** 32))).toString();
    const range = toSessionRange({ from: DateTime.fromMillis(from), to: DateTime.fromMillis(to) });
    const pairs = await clickhouse.select<[string, string]>(
      toMergesSql(site.id, range.firstSession, range.lastSession),
    );
    const asked: Days = {
      siteId: site.id,
      spans: toSpans(days),
      zone: `'${site.timezone}'`,
      merged: toMergedSessions(pairs),
    };
    const reaches = await clickhouse.select<Reach>({ query: toReachesSql(asked) });
    if (count > 0) {
      await clickhouse.command(`
        INSERT INTO visit_days (site_id, fold, dimension, ${foldColumns})
        SELECT ${site.id}, ${id}, part, ${foldColumns} FROM (${toFoldSql(asked, foldedBy)})
        SETTINGS ${settings}`);
    }
    // These make the rows above count.
    await clickhouse.insert(
      'folds (site_id, day, fold, zone, events, reaches_from, reaches_to)',
      days.map((day) => {
        const own = reaches.filter(([first, last]) => first <= day.name && day.name <= last);
        return JSON.stringify([
          site.id,
          day.name,
          id,
          site.timezone,
          eventsOn.get(day.name) ?? 0,
          Math.floor(Math.min(day.from / 1000, ...own.map(([, , start]) => start))),
          Math.ceil(Math.max(day.to / 1000 - 1, ...own.map(([, , , end]) => end))),
        ]);
      }),
    );
    return days.length;
  }
}

type Reach = [first: string, last: string, start: number, end: number];

const endOf = ({ days }: Pick<Piece, 'days'>): number => days.at(-1)?.to ?? 0;

const isSome = (days: Day[]): days is [Day, ...Day[]] => days.length > 0;

/** Days in pieces without gaps. */
function toPieces(site: Site, days: Day[]): Piece[] {
  const pieces: Piece[] = [];
  for (const day of days) {
    const last = pieces.at(-1);
    if (last && endOf(last) === day.from && last.days.length < mostDays) last.days.push(day);
    else pieces.push({ site, days: [day] });
  }
  return pieces;
}

/** By site, when the first visit began that may still go on, ms. */
async function readOpenSince(
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
async function readChanges({ select }: Pick<ClickHouse, 'select'>): Promise<Map<number, number>> {
  const query = 'SELECT site_id, toUnixTimestamp(max(changed_at)) FROM late_hours GROUP BY site_id';
  return new Map(await select<[number, number]>({ query }));
}

/** When the sites with so many events were seen first, ms, by site. */
async function readFirsts(
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
