import { toVisitId, type MergedSessions } from '../store/merged-sessions.ts';
import { longestSessionMs, toSessionBound } from '../writer/session-memory.ts';
import { eventColumns, isOfSession, sessionColumns } from './dimensions.ts';
import { joinVisits } from './grouping.ts';
import { isWithin, toMillis, type Span } from './span.ts';

/** What `visit_days` is kept by, one at a time, in the order of its `Enum`; see migration 0016. */
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
}

/** Columns of a row of `visit_days` from its day on. */
export const foldColumns =
  'day, value, back, visits, bounces, duration_ms, views, pageviews, events, visitors';

const isWithinAny = (spans: Span[]): string =>
  `(${spans.map((span) => isWithin(span, toMillis, 'time')).join(' OR ')})`;

/** SQL that holds for the sessions that may have events in spans; an id carries any second of its session. */
const toSessions = (siteId: number, spans: Span[]): string =>
  `site_id = ${siteId} AND (${spans
    .map(({ from, to }) => `session_id BETWEEN ${toSessionBound(from)} AND ${toSessionBound(to)}`)
    .join(' OR ')})`;

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
 * Reads days as `visit_days` keeps them: a row for each dimension (`part`, its number), day, value and `back`. A visit is in
 * each day and value in which it has an event other than how long was read, with all that it is as a whole.
 */
export function toFoldSql(
  { siteId, spans, zone, merged }: Days,
  dimensions: readonly FoldDimension[],
): string {
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
  const ids = toSessions(siteId, spans.map(around));
  const long = `${visitId} IN (
    SELECT ${visitId} AS id FROM sessions WHERE ${ids}
    GROUP BY id HAVING toDate(min(started), ${zone}) < toDate(max(ended), ${zone}))`;
  const before = spans.map(({ from }) => ({ from: from - longestSessionMs, to: from }));
  const day = `toDate(time, ${zone})`;
  const isAsked = spans
    .map(
      ({ from, to }) =>
        `on.1 BETWEEN toDate(${toMillis(from)}, ${zone}) AND toDate(${toMillis(to - 1)}, ${zone})`,
    )
    .join(' OR ');
  // Of few visits more than the one day is known; each of their days says how long before it the one before it was.
  return `
SELECT pair.1 AS part, on.1 AS day, pair.2 AS value, on.2 AS back,
       count() AS visits, sum(is_bounce) AS bounces, sum(duration_ms) AS duration_ms, sum(views) AS views,
       sum(on.3) AS pageviews, sum(on.4) AS events, uniqState(visitor_id) AS visitors
FROM (
  SELECT ${ofVisits.length === 0 ? '(of, text)' : ofEvents.length === 0 ? `arrayJoin([${ofVisits.join(', ')}])` : `arrayJoin(if(of = 0, [${ofVisits.join(', ')}], [(of, text)]))`} AS pair,
         arrayJoin(if(empty(days.1), [(first, 0::UInt8, viewed, tracked)], arrayFilter(on -> ${isAsked},
           arrayMap((own, last, views_then, events_then) -> (own, toUInt8(own - last), views_then, events_then),
             days.1, arrayPushFront(arrayPopBack(days.1), days.1[1]), days.2, days.3)))) AS on,
         is_bounce, duration_ms, visit.pageviews AS views, visitor_id
  FROM (
    SELECT ${visitId} AS visit_id, ${ofEvents.length === 0 ? "0::Int8 AS of, '' AS text" : 'pair.1 AS of, pair.2 AS text'},
           min(events.visitor_id) AS visitor_id, min(${day}) AS first,
           countIf(type = 'pageview') AS viewed, count() AS tracked,
           sumMapIf([${day}], [toUInt64(type = 'pageview')], [1::UInt64], ${long}) AS days
    FROM events ${ofEvents.length === 0 ? '' : `ARRAY JOIN [${read.join(', ')}] AS pair`}
    WHERE site_id = ${siteId} AND bot = '' AND type != 'engagement'
      AND (${isWithinAny(spans)} OR (${isWithinAny(before)} AND ${long}))
    GROUP BY visit_id, of, text
  ) AS visited
  ${joinVisits({ visitId, sessions: ids }, dimensions)}
)
GROUP BY part, day, value, back`;
}
