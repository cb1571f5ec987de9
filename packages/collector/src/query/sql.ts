import type { Dimension, Filter, FilterDimension, LedgerMetric, Metric, Query } from '@passerby/wire';
import { toVisitId, type MergedSessions } from '../store/merged-sessions.ts';
import type { Site } from '../control/sites.ts';
import { longestSessionMs, toSessionBound } from '../writer/session-memory.ts';
import type { Range } from './date-range.ts';

/** A statement and the values that ClickHouse binds to its `{name:Type}` places. */
export interface Statement {
  query: string;
  query_params: Record<string, unknown>;
}

/** What the API calls a visit without a source. */
const direct = 'Direct / None';

/** Known once the events are joined with `sessions`: what belongs to the visit as a whole. */
type SessionDimension =
  | 'visit:source'
  | 'visit:channel'
  | 'visit:referrer'
  | 'visit:utm_source'
  | 'visit:utm_medium'
  | 'visit:utm_campaign';

/**
 * Events are grouped by session first, because visits, bounces and durations count sessions. Dimensions of the
 * event stand in the inner query; those of the visit are known after the join with `sessions`.
 */
const eventDimensions: Record<Exclude<Dimension, SessionDimension | 'rejection:code'>, string> = {
  'time:hour': 'toString(toStartOfHour(toTimeZone(time, {timezone:String})))',
  'time:day': 'toString(toDate(time, {timezone:String}))',
  'event:page': 'path',
  'event:name': 'toString(name)',
  'event:hostname': 'toString(hostname)',
  'visit:country': 'toString(country)',
  'visit:browser': 'toString(browser)',
  'visit:os': 'toString(os)',
  'visit:device': 'toString(device)',
};

/** Column of the join, and how `sessions` answers it. */
const sessionDimensions: Record<SessionDimension, { name: string; sql: string }> = {
  'visit:source': {
    name: 'visit_source',
    sql: `if(argMinMerge(source) = '', '${direct}', argMinMerge(source))`,
  },
  'visit:channel': {
    name: 'visit_channel',
    // Visits of before there were channels.
    sql: `multiIf(argMinMerge(channel) != '', argMinMerge(channel), argMinMerge(source) = '', 'Direct', 'Unassigned')`,
  },
  'visit:referrer': { name: 'visit_referrer', sql: 'argMinMerge(referrer)' },
  'visit:utm_source': { name: 'visit_utm_source', sql: 'argMinMerge(utm_source)' },
  'visit:utm_medium': { name: 'visit_utm_medium', sql: 'argMinMerge(medium)' },
  'visit:utm_campaign': { name: 'visit_utm_campaign', sql: 'argMinMerge(campaign)' },
};

const isOfSession = (dimension: Dimension): dimension is SessionDimension => dimension in sessionDimensions;

/** A session is of a person or of a bot, never of both, because a bot is a visitor of its own; see `enrich`. */
const person = `visited.bot = ''`;

/** A query asks for these, or for those of the ledger; see `validateQuery`. */
type VisitMetric = Exclude<Metric, LedgerMetric>;

const metrics: Record<VisitMetric, { sql: string; ofVisit: boolean }> = {
  visitors: { sql: `uniqIf(visitor_id, ${person})`, ofVisit: false },
  visits: { sql: `countIf(${person})`, ofVisit: false },
  pageviews: { sql: `sumIf(visited.pageviews, ${person})`, ofVisit: false },
  events: { sql: `sumIf(visited.events, ${person})`, ofVisit: false },
  views_per_visit: { sql: `round(avgIf(visit.pageviews, ${person}), 2)`, ofVisit: true },
  bounce_rate: { sql: `round(100 * avgIf(visit.is_bounce, ${person}))`, ofVisit: true },
  visit_duration: { sql: `round(avgIf(visit.duration, ${person}))`, ofVisit: true },
  bots: { sql: `sumIf(visited.events, NOT (${person}))`, ofVisit: false },
};

/**
 * The same numbers where some events stand for more than themselves. A visit stands for as many as the event of it that
 * was the likeliest to be counted, a visitor for as many as a visit does on average.
 */
const sampledMetrics: Record<VisitMetric, string> = {
  visitors: `round(ifNotFinite(uniqIf(visitor_id, ${person}) * avgIf(visited.weight, ${person}), 0))`,
  visits: `round(sumIf(visited.weight, ${person}))`,
  pageviews: `round(sumIf(visited.pageviews, ${person}))`,
  events: `round(sumIf(visited.events, ${person}))`,
  views_per_visit: `round(avgWeightedIf(visit.pageviews, visited.weight, ${person}), 2)`,
  bounce_rate: `round(100 * avgWeightedIf(visit.is_bounce, visited.weight, ${person}))`,
  visit_duration: `round(avgWeightedIf(visit.duration, visited.weight, ${person}))`,
  bots: `round(sumIf(visited.events, NOT (${person})))`,
};

/** How an event counts in the inner query, and how the outer one tells that some stood for more than themselves. */
const whole = {
  columns: "countIf(type = 'pageview') AS pageviews, count() AS events",
  metric: (metric: VisitMetric) => metrics[metric].sql,
  outer: [] as string[],
};
const sampled: typeof whole = {
  columns:
    "sumIf(1 / sample_rate, type = 'pageview') AS pageviews, sum(1 / sample_rate) AS events, 1 / max(sample_rate) AS weight, min(sample_rate) AS least_rate",
  metric: (metric) => sampledMetrics[metric],
  outer: ['sum(countIf(visited.least_rate < 1)) OVER () > 0 AS sampled'],
};

/** A visit of one page is a bounce, unless the page was read for this long (the rule of Google Analytics 4). */
const engagedVisitMs = 10_000;

/** Ids of the sessions that may have events in a range. */
export const toSessionRange = (range: Range): { firstSession: string; lastSession: string } => ({
  firstSession: toSessionBound(range.from.toMillis() - longestSessionMs),
  // An id carries the second that was seen first; late events may have prolonged its session backwards.
  lastSession: toSessionBound(range.to.toMillis() + longestSessionMs),
});

/**
 * Writes the SQL of a query. Names come from the tables above, values are always bound. A row has the dimensions, the
 * metrics, the number of all rows where it was asked for, and for a site with sampled events whether there were any.
 */
export function toSql(
  query: Query,
  site: Pick<Site, 'id' | 'timezone' | 'isSampled'>,
  range: Range,
  merged: MergedSessions,
): Statement {
  const visitId = toVisitId(merged);
  const counting = site.isSampled ? sampled : whole;
  const dimensions = (query.dimensions ?? []).filter((dimension) => dimension !== 'rejection:code');
  const chosen = query.metrics as VisitMetric[];
  const params: Record<string, unknown> = {
    site: site.id,
    from: range.from.toMillis(),
    to: range.to.toMillis(),
    timezone: site.timezone,
    ...toSessionRange(range),
    limit: query.pagination?.limit ?? 10_000,
    offset: query.pagination?.offset ?? 0,
  };
  const inner: string[] = [];
  const outer: string[] = [];
  for (const [index, dimension] of dimensions.entries()) {
    if (!isOfSession(dimension)) inner.push(`${eventDimensions[dimension]} AS d${index}`);
    outer.push(isOfSession(dimension) ? `${toColumn(dimension)} AS d${index}` : `d${index}`);
  }
  const filters = (query.filters ?? []).map((filter, index) => ({
    ofVisit: isOfSession(filter[1]),
    sql: toCondition(filter, `filter${index}`, params),
  }));
  const where = (ofVisit: boolean): string[] =>
    filters.filter((filter) => filter.ofVisit === ofVisit).map(({ sql }) => sql);
  const joined =
    chosen.some((metric) => metrics[metric].ofVisit) ||
    dimensions.some(isOfSession) ||
    where(true).length > 0;
  // Bots are read only where they are asked for.
  const people = query.metrics.includes('bots') ? [] : ["events.bot = ''"];

  const groupOf = (names: string[]): string => (names.length > 0 ? `GROUP BY ${names.join(', ')}` : '');
  const innerNames = dimensions.flatMap((dimension, index) => (isOfSession(dimension) ? [] : [`d${index}`]));
  return {
    query: `
SELECT ${[
      ...outer,
      ...chosen.map((metric, index) => `${counting.metric(metric)} AS m${index}`),
      ...(query.include?.total_rows ? ['count() OVER () AS total'] : []),
      ...counting.outer,
    ].join(', ')}
FROM (
  SELECT ${[...inner, `${visitId} AS visit_id`].join(', ')}, any(events.visitor_id) AS visitor_id,
         any(events.bot) AS bot, ${counting.columns}
  FROM events
  WHERE ${[
    'site_id = {site:UInt32}',
    'time >= fromUnixTimestamp64Milli({from:Int64}) AND time < fromUnixTimestamp64Milli({to:Int64})',
    "type != 'engagement'",
    ...people,
    ...where(false),
  ].join(' AND ')}
  ${groupOf([...innerNames, 'visit_id'])}
) AS visited
${joined ? joinVisits(visitId) : ''}
${where(true).length > 0 ? `WHERE ${where(true).join(' AND ')}` : ''}
${groupOf(dimensions.map((_, index) => `d${index}`))}
${toOrder(query, dimensions)}
LIMIT {limit:UInt32} OFFSET {offset:UInt32}`,
    query_params: params,
  };
}

const joinVisits = (visitId: string): string => `
INNER JOIN (
  SELECT ${visitId} AS visit_id,
         ${Object.values(sessionDimensions)
           .map(({ name, sql }) => `${sql} AS ${name}`)
           .join(', ')},
         sum(sessions.pageviews) AS pageviews,
         dateDiff('millisecond', min(started), max(ended)) / 1000 AS duration,
         sum(sessions.pageviews) <= 1 AND sum(sessions.events) = 0
           AND sum(sessions.engaged_ms) < ${engagedVisitMs} AS is_bounce
  FROM sessions
  WHERE site_id = {site:UInt32} AND session_id BETWEEN {firstSession:UInt64} AND {lastSession:UInt64}
  GROUP BY visit_id
) AS visit USING (visit_id)`;

function toCondition(filter: Filter, name: string, params: Record<string, unknown>): string {
  const [operator, dimension, values] = filter;
  params[name] = values;
  const column = toColumn(dimension);
  if (operator === 'contains') {
    return `arrayExists(value -> position(${column}, value) > 0, {${name}:Array(String)})`;
  }
  return `${column} ${operator === 'is' ? 'IN' : 'NOT IN'} {${name}:Array(String)}`;
}

function toColumn(dimension: FilterDimension): string {
  return isOfSession(dimension) ? `visit.${sessionDimensions[dimension].name}` : eventDimensions[dimension];
}

function toOrder(query: Query, dimensions: Dimension[]): string {
  const timeIndex = dimensions.findIndex((dimension) => dimension.startsWith('time:'));
  const terms = query.order_by?.map(([by, direction]) => {
    const metric = query.metrics.indexOf(by as Metric);
    return `${metric >= 0 ? `m${metric}` : `d${dimensions.indexOf(by as Dimension)}`} ${direction.toUpperCase()}`;
  }) ?? [timeIndex >= 0 ? `d${timeIndex} ASC` : 'm0 DESC'];
  // The dimensions last, so that pages of one answer neither repeat nor miss a row.
  return `ORDER BY ${[...terms, ...dimensions.map((_, index) => `d${index} ASC`)].join(', ')}`;
}
