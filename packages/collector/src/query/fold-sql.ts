import { toUtcDay } from '../control/salts.ts';
import { toVisitId, type MergedSessions } from '../store/merged-sessions.ts';
import { longestSessionMs, sessionGapMs, toSessionBound } from '../writer/session-memory.ts';
import { eventColumns, isOfSession, sessionColumns } from './dimensions.ts';
import { joinVisits } from './grouping.ts';
import { isEventWithin, toMillis, type Span } from './span.ts';

const dayMs = 86_400_000;

/** What `day_visits` is kept by, one at a time, in the order of its `Enum`; see migration 0017. */
export const foldedBy = [
  '',
  'event:page',
  'event:name',
  'visit:country',
  'visit:browser',
  'visit:os',
  'visit:device',
  'visit:source',
  'visit:channel',
  'visit:referrer',
  'visit:utm_source',
  'visit:utm_medium',
  'visit:utm_campaign',
  'visit:entry_page',
  'visit:exit_page',
] as const;
export type FoldDimension = (typeof foldedBy)[number];

/** Days of a site to be read from its events and sessions. */
export interface Days {
  siteId: number;
  /** From midnight to midnight in the site's zone. */
  spans: Span[];
  /** SQL of the zone. */
  zone: string;
  merged: MergedSessions;
  /** Ids of the sessions that are on several days, if only perhaps; default: the statement looks for them. */
  long?: readonly string[] | undefined;
  /** The day, such as `2026-11-01`, where it is one, and rows of no other are asked for. */
  only?: string | undefined;
}

/** Columns of a row of `day_visits` from its day on. */
export const foldColumns =
  'day, value, back, visits, bounces, duration_ms, views, pageviews, events, visitors, identified';

/**
 * Longest time from the first to the last event of a visitor who is known for a day, ms: whose hash is of one day of UTC,
 * and whose visits may begin on the day before it and end on the day after.
 */
export const longestUnknownMs: number = 3 * dayMs;

const isWithinAny = (spans: Span[]): string => `(${spans.map((span) => isEventWithin(span)).join(' OR ')})`;

/** SQL that holds for the sessions that may have events in spans; an id carries any second of its session. */
const toSessions = (siteId: number, spans: Span[]): string =>
  `site_id = ${siteId} AND (${spans
    .map(({ from, to }) => `session_id BETWEEN ${toSessionBound(from)} AND ${toSessionBound(to)}`)
    .join(' OR ')})`;

/** Whose sessions began on the days, as far as their ids tell. */
const after = ({ from, to }: Span): Span => ({ from, to: to + longestSessionMs });

const around = ({ from, to }: Span): Span => ({ from: from - longestSessionMs, to: to + longestSessionMs });

/** Reads from when to when visits are that go on over midnight, by their first and last day. */
export const toReachesSql = ({ siteId, spans, zone, merged }: Days): string => `
SELECT toString(first), toString(last), toUnixTimestamp(min(start)), toUnixTimestamp(max(end))
FROM (
  SELECT min(started) AS start, max(ended) AS end, toDate(start, ${zone}) AS first, toDate(end, ${zone}) AS last
  FROM sessions WHERE ${toSessions(siteId, spans.map(around))}
  GROUP BY ${toVisitId(merged)}
)
WHERE first < last
GROUP BY first, last`;

/**
 * Reads days as their rows in `day_visits` are, but for visitors, who are one state: a row for each dimension (`part`, its
 * number), day, value and `back`. A visit is in each day and value in which it has an event other than how long was read,
 * with all that it is as a whole.
 */
export const toLiveSql = (days: Days, dimensions: readonly FoldDimension[]): string => `
SELECT pair.1 AS part, on.1 AS day, pair.2 AS value, on.2 AS back,
       count() AS visits, ${sums}, 0::UInt64 AS visitors, uniqState(visitor_id) AS known, 0::UInt8 AS is_counted
FROM (${toVisitedDays(days, dimensions)})
GROUP BY part, day, value, back`;

/** Columns of a row that tells of visitors and their events only. */
export const noVisits =
  '0::UInt8 AS back, 0::UInt64 AS visits, 0::UInt64 AS bounces, 0::Int64 AS duration_ms, 0::UInt64 AS views';

/** Reads days in the same way, by what each event tells for itself, and without visits. */
export const toLiveEventsSql = (
  { siteId, spans, zone }: Days,
  dimensions: readonly FoldDimension[],
): string => `
SELECT pair.1 AS part, toDate(time, ${zone}) AS day, pair.2 AS value, ${noVisits},
       countIf(type = 'pageview') AS pageviews, count() AS events,
       0::UInt64 AS visitors, uniqState(visitor_id) AS known, 0::UInt8 AS is_counted
FROM events ARRAY JOIN [${dimensions.flatMap(toEventPair).join(', ')}] AS pair
WHERE site_id = ${siteId} AND bot = '' AND type != 'engagement' AND ${isWithinAny(spans)}
GROUP BY part, day, value`;

/** SQL of a dimension's number and its value of an event; none where it is the visit that tells. */
function toEventPair(dimension: FoldDimension): string[] {
  const number = `${foldedBy.indexOf(dimension)}::Int8`;
  if (dimension === '') return [`(${number}, '')`];
  return isOfSession(dimension) ? [] : [`(${number}, ${eventColumns[dimension]})`];
}

const sums = `sum(is_bounce) AS bounces, sum(duration_ms) AS duration_ms, sum(views) AS views,
       sum(on.3) AS pageviews, sum(on.4) AS events`;

/** Reads days that follow each other as `day_visits` keeps them. */
export const toFoldSql = (days: Days): string => `
SELECT part, day, value, counted.1 AS back,
       ${['visits', 'bounces', 'duration_ms', 'views', 'pageviews', 'events'].map((each) => `sumIf(each.${each}, counted.2) AS ${each}`).join(', ')},
       sumIf(others, counted.2 AND who = 0) + uniqExactIf(who, who != 0 AND counted.3) AS visitors,
       uniqMergeStateIf(each.identified, counted.2) AS identified
FROM (
  SELECT *, max(day) OVER (PARTITION BY part, value, who ORDER BY day RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS seen,
         multiIf(who = 0, back, seen = toDate(0), 0, day - seen)::UInt8 AS who_back,
         arrayJoin(if(back = who_back, [(back, true, true)], [(back, true, false), (who_back, false, true)])) AS counted
  FROM (
    SELECT pair.1 AS part, on.1 AS day, pair.2 AS value, on.2 AS back, if(is_returning, visitor_id, 0) AS who,
           count() AS visits, ${sums},
           uniqIf(visitor_id, NOT is_identified) AS others, uniqStateIf(visitor_id, is_identified) AS identified
    FROM (${toVisitedDays(days, foldedBy, { isOfBefore: true })})
    GROUP BY part, day, value, back, who
  )
) AS each
WHERE ${isAsked(days, 'day')}
GROUP BY part, day, value, back`;

/** Reads the visitors who are known for a day, as `day_visitors` keeps them. */
export const toUnknownSql = (days: Days & { days: Span[] }): string => `
SELECT pair.1 AS part, on.1 AS day, pair.2 AS value, uniqState(visitor_id) AS visitors,
       uniqStateIf(visitor_id, (visitor_id, day) IN (
         SELECT visitor_id, toDate(time, ${days.zone}) FROM events
         WHERE site_id = ${days.siteId} AND NOT identified AND ${isWithinAny(days.days.map(toEnd))}
       )) AS staying
FROM (${toVisitedDays(days, foldedBy, { events: 'NOT identified' })})
GROUP BY part, day, value`;

/** In which whoever may be seen after a day does something: the day of UTC goes on, or a visit. */
const toEnd = ({ to }: Span): Span => ({ from: Math.min(toUtcDay(to) * dayMs, to - sessionGapMs), to });

const isAsked = ({ spans, zone }: Days, day: string): string =>
  `(${spans
    .map(
      ({ from, to }) =>
        `${day} BETWEEN toDate(${toMillis(from)}, ${zone}) AND toDate(${toMillis(to - 1)}, ${zone})`,
    )
    .join(' OR ')})`;

/**
 * Reads visits by dimension and value, and the days on which they were (`on`: day, how long before it was the last one, page
 * views, events). `isOfBefore`: with the days before it of visitors who are known for a day and were seen on two.
 */
function toVisitedDays(
  days: Days,
  dimensions: readonly FoldDimension[],
  { events = '1', isOfBefore = false }: { events?: string; isOfBefore?: boolean } = {},
): string {
  const { siteId, spans, zone, merged, only } = days;
  const visitId = toVisitId(merged);
  const numbered = (dimension: FoldDimension, sql: string): string =>
    `(${foldedBy.indexOf(dimension)}::Int8, ${sql})`;
  const ofVisits = dimensions.flatMap((dimension) =>
    dimension === ''
      ? [numbered('', "''")]
      : isOfSession(dimension)
        ? [numbered(dimension, `visit.${sessionColumns[dimension].name}`)]
        : [],
  );
  const ofEvents = dimensions.flatMap((dimension) =>
    dimension === '' || isOfSession(dimension) ? [] : [numbered(dimension, eventColumns[dimension])],
  );
  // What is of the visit stands for all of its events, as the whole (0) does.
  const read = [...(ofVisits.length > 0 ? [numbered('', "''")] : []), ...ofEvents];
  const among = (known: readonly string[]): string =>
    known.length === 0 ? 'false' : `session_id IN (${known.join(', ')})`;
  const ids = days.long
    ? `(${toSessions(siteId, spans.map(after))} OR site_id = ${siteId} AND ${among(days.long)})`
    : toSessions(siteId, spans.map(around));
  const long = days.long
    ? among(days.long)
    : `${visitId} IN (
    SELECT ${visitId} AS id FROM sessions WHERE ${ids}
    GROUP BY id HAVING toDate(min(started), ${zone}) < toDate(max(ended), ${zone}))`;
  const day = `toDate(time, ${zone})`;
  const ofPeople = `site_id = ${siteId} AND bot = '' AND type != 'engagement'`;
  const before = (ms: number): Span[] => spans.map(({ from }) => ({ from: from - ms, to: from }));
  const known = spans.map(({ from, to }) => ({ from: from - longestUnknownMs, to }));
  const returning = `visitor_id IN (
    SELECT visitor_id FROM events WHERE ${ofPeople} AND NOT identified AND ${isWithinAny(known)}
    GROUP BY visitor_id HAVING ${day.replace('time', 'min(time)')} < ${day.replace('time', 'max(time)')})`;
  const isKept = isOfBefore ? `(${long} OR events.${returning})` : long;
  const sessions = isOfBefore
    ? `(${ids} OR (${toSessions(siteId, known.map(around))} AND sessions.${returning}))`
    : ids;
  const ofDays = `arrayMap((own, last, views_then, events_then) -> (own, toUInt8(own - last), views_then, events_then),
             days.1, arrayPushFront(arrayPopBack(days.1), days.1[1]), days.2, days.3)`;
  const isOn = `time >= ${toMillis(spans[0]?.from ?? 0)}`;
  // Of few visits more than the one day is known; each of their days says how long before it the one before it was.
  const [on, counts, isThere] = only
    ? [
        `(toDate('${only}'), toUInt8(if(last = toDate(0), 0, toDate('${only}') - last)), viewed, tracked)`,
        `countIf(type = 'pageview' AND ${isOn}) AS viewed, countIf(${isOn}) AS tracked, maxIf(${day}, NOT ${isOn}) AS last`,
        'HAVING tracked > 0',
      ]
    : [
        `arrayJoin(if(empty(days.1), [(first, 0::UInt8, viewed, tracked)],
           ${isOfBefore ? ofDays : `arrayFilter(on -> ${isAsked(days, 'on.1')}, ${ofDays})`}))`,
        `min(${day}) AS first, countIf(type = 'pageview') AS viewed, count() AS tracked,
           sumMapIf([${day}], [toUInt64(type = 'pageview')], [1::UInt64], ${isKept}) AS days`,
        '',
      ];
  return `
  SELECT ${ofVisits.length === 0 ? '(of, text)' : ofEvents.length === 0 ? `arrayJoin([${ofVisits.join(', ')}])` : `arrayJoin(if(of = 0, [${ofVisits.join(', ')}], [(of, text)]))`} AS pair,
         ${on} AS on,
         is_bounce, duration_ms, visit.pageviews AS views, visitor_id${isOfBefore ? ', is_identified, is_returning' : ''}
  FROM (
    SELECT ${[
      `${visitId} AS visit_id`,
      ...(ofEvents.length === 0 ? [] : ['pair.1 AS of, pair.2 AS text']),
      'min(events.visitor_id) AS visitor_id',
      ...(isOfBefore ? [`max(identified) AS is_identified, max(events.${returning}) AS is_returning`] : []),
      counts,
    ].join(', ')}
    FROM events ${ofEvents.length === 0 ? '' : `ARRAY JOIN [${read.join(', ')}] AS pair`}
    WHERE ${ofPeople} AND ${events} AND (${isWithinAny(spans)} OR (${isWithinAny(before(isOfBefore ? longestUnknownMs : longestSessionMs))} AND ${isKept}))
    GROUP BY visit_id${ofEvents.length === 0 ? '' : ', of, text'} ${isThere}
  ) AS visited
  ${joinVisits({ visitId, sessions }, dimensions)}`;
}
