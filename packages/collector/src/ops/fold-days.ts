import { randomInt } from 'node:crypto';
import { DateTime } from 'luxon';
import { toUtcDay } from '../control/salts.ts';
import type { Site, Sites } from '../control/sites.ts';
import {
  foldColumns,
  longestUnknownMs,
  toFoldSql,
  toReachesSql,
  toUnknownSql,
  type Days,
} from '../query/fold-sql.ts';
import { leastEvents, mostLiveDays, toDays, toFoldsSql, toSpans, type Day } from '../query/folds.ts';
import { limitQueries } from '../query/limits.ts';
import { isEventWithin } from '../query/span.ts';
import { toSessionRange } from '../query/sql.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import { toMergedSessions, toMergesSql } from '../store/merged-sessions.ts';
import { isRefusal, type Refusal } from '../store/refusal.ts';
import { readChanges, readFirsts, readOpenSince, settledAfterMs } from './foldable.ts';

const dayMs = 86_400_000;
/** Days without events are folded too, back to here at least, so that a year of a young site is known to be whole. */
const leastDays = 400;
/** Most days of one statement. */
const mostDays = 31;
/** Most events of one statement, unless one day has more: some 200 MB of memory. */
const mostEvents = 500_000;

/** How long ago a day is of which the visitors may be asked for beside a day that is read live, ms. */
const mostBeforeMs = (mostLiveDays + 1) * dayMs + longestUnknownMs;

/** Longest statement, ms: shorter than a server is waited for, so that none goes on unheard. */
const mostStatementMs = 50_000;
/** For how long a day is left alone that takes more than it may, ms. */
const leftForMs = 3_600_000;
const isTooMuch = (error: unknown): error is Refusal =>
  isRefusal(error) && ['MEMORY_LIMIT_EXCEEDED', 'TIMEOUT_EXCEEDED'].includes(error.type);

/** Like a background job: on one core, spilling to disk what is too much. */
const toSettings = (maxMemoryBytes: number): string =>
  Object.entries({
    max_threads: 1,
    optimize_or_like_chain: 0,
    max_execution_time: mostStatementMs / 1000,
    max_memory_usage: maxMemoryBytes,
    max_bytes_before_external_group_by: Math.floor(maxMemoryBytes / 4),
  })
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');

interface FoldStages {
  sites: Pick<Sites, 'list'>;
  clickhouse: Pick<ClickHouse, 'select' | 'selectLines' | 'command' | 'insert'>;
  /** Months after which events go; 0: never. */
  retentionMonths: number;
  /** Most memory of a statement, bytes (default: 2_000_000_000). */
  maxQueryMemoryBytes?: number;
  /** Told of a day that takes more memory or time than a statement may; it is left alone for an hour. */
  onTooMuch?: (day: { site: string; day: string; err: Refusal }) => void;
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
 * `day_visits`. The latest days first, until `deadline` (ms; default: all). Answers how many days. What several collectors
 * fold at once counts once: the fold that began last.
 */
export function createFolder({
  sites,
  clickhouse,
  retentionMonths,
  maxQueryMemoryBytes = 2_000_000_000,
  onTooMuch,
  least = leastEvents,
}: FoldStages): FoldDays {
  const known = new Map<number, Known>();
  /** Until when days are left alone, ms, by site and day. */
  const leftUntil = new Map<string, number>();
  const settings = toSettings(maxQueryMemoryBytes);
  const limited = limitQueries(clickhouse, {
    maxMs: mostStatementMs,
    maxMemoryBytes: maxQueryMemoryBytes,
    maxRows: 0,
  });
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
    for (const [day, until] of leftUntil) if (until <= now) leftUntil.delete(day);
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
      const isLeft = ({ name }: Day): boolean => leftUntil.has(`${site.id} ${name}`);
      pieces.push(
        ...toPieces(
          site,
          days.filter((day) => !isLeft(day)),
        ),
      );
    }
    let folded = 0;
    for (const piece of pieces.toSorted((one, other) => endOf(other) - endOf(one))) {
      if (signal?.aborted || Date.now() >= deadline) break;
      folded += await foldOrLeave(piece);
    }
    return folded;
  };

  /** Folds; of days that are too much together each half, and a day that is too much alone is left for later. */
  async function foldOrLeave(piece: Piece): Promise<number> {
    try {
      return await fold(piece);
    } catch (err) {
      if (!isTooMuch(err)) throw err;
      const halves = toHalves(piece);
      if (halves) return (await foldOrLeave(halves[0])) + (await foldOrLeave(halves[1]));
      const { site, days } = piece;
      leftUntil.set(`${site.id} ${days[0].name}`, Date.now() + leftForMs);
      onTooMuch?.({ site: site.key, day: days[0].name, err });
      return 0;
    }
  }

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

  async function fold(piece: Piece): Promise<number> {
    const { site, days } = piece;
    const [{ from }, to] = [days[0], endOf({ days })];
    const [[second, counts] = [0, []]] = await limited.select<
      [second: number, counts: [day: string, events: number][]]
    >({
      query: `
        SELECT toUnixTimestamp(now()), groupArray((day, events)) FROM (
          SELECT toString(toDate(time, {timezone:String})) AS day, count() AS events FROM events
          WHERE site_id = {site:UInt32} AND ${isEventWithin({ from, to })}
          GROUP BY day
        )`,
      query_params: { site: site.id, timezone: site.timezone },
    });
    const eventsOn = new Map(counts);
    const count = counts.reduce((sum, [, events]) => sum + events, 0);
    const halves = count > mostEvents ? toHalves(piece) : undefined;
    if (halves) return (await foldOrLeave(halves[0])) + (await foldOrLeave(halves[1]));
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
    const reaches = await limited.select<Reach>({ query: toReachesSql(asked) });
    if (count > 0) {
      await clickhouse.command(`
        INSERT INTO day_visits (site_id, fold, dimension, ${foldColumns})
        SELECT ${site.id}, ${id}, part, ${foldColumns} FROM (${toFoldSql(asked)})
        SETTINGS ${settings}`);
      const late = days.filter((day) => day.to > Date.now() - mostBeforeMs);
      if (late.length > 0) {
        await clickhouse.command(`
          INSERT INTO day_visitors (site_id, fold, dimension, day, value, visitors, staying)
          SELECT ${site.id}, ${id}, part, day, value, visitors, staying
          FROM (${toUnknownSql({ ...asked, spans: toSpans(late), days: late })})
          SETTINGS ${settings}`);
      }
    }
    // These make the rows above count.
    await clickhouse.insert(
      'day_folds (site_id, day, fold, zone, events, reaches_from, reaches_to)',
      days.map((day) => {
        const own = reaches.filter(([first, last]) => first <= day.name && day.name <= last);
        return JSON.stringify([
          site.id,
          day.name,
          id,
          site.timezone,
          eventsOn.get(day.name) ?? 0,
          // The days of UTC of which its visitors are.
          (toUtcDay(Math.min(day.from, ...own.map(([, , start]) => start * 1000))) * dayMs) / 1000,
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

/** The later days, then the earlier ones; unset where there is one day only. */
function toHalves({ site, days }: Piece): [Piece, Piece] | undefined {
  const middle = Math.ceil(days.length / 2);
  const [earlier, later] = [days.slice(0, middle), days.slice(middle)];
  return isSome(earlier) && isSome(later)
    ? [
        { site, days: later },
        { site, days: earlier },
      ]
    : undefined;
}

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
