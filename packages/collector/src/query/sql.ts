import type { Dimension, GoalSummary, Metric, Query } from '@passerby/wire';
import { toVisitId, type MergedSessions } from '../store/merged-sessions.ts';
import type { Site } from '../control/sites.ts';
import { longestSessionMs, toSessionBound } from '../writer/session-memory.ts';
import { Bindings, type Statement } from './bindings.ts';
import type { Range } from './date-range.ts';
import type { Source } from './filter-sql.ts';
import { Grouping } from './grouping.ts';
import { needs, toSampled, whole, type VisitMetric } from './metrics.ts';
import { toOnlySql } from './row-key.ts';
import { isEventWithin } from './span.ts';
import { isTime } from './time-step.ts';

/** A query, and what it is about. */
export interface Question {
  query: Query;
  site: Pick<Site, 'id' | 'timezone' | 'isSampled' | 'limits'>;
  range: Range;
  goals: GoalSummary[];
  merged: MergedSessions;
  /** Only the rows of these dimensions; default: all. */
  only?: string[][];
}

/** Ids of the sessions that may have events in a range. */
export const toSessionRange = (range: Range): { firstSession: string; lastSession: string } => ({
  firstSession: toSessionBound(range.from.toMillis() - longestSessionMs),
  // An id carries the second that was seen first; late events may have prolonged its session backwards.
  lastSession: toSessionBound(range.to.toMillis() + longestSessionMs),
});

/** Columns of a row besides its dimensions and metrics, in their order. */
export type ExtraColumn = 'total' | 'currencies' | 'sampled';

/** Reads several questions at once. */
export interface JointStatement extends Statement {
  extra: ExtraColumn[];
  /** The rows of each question, as its own statement would read them. */
  split: (rows: unknown[][]) => unknown[][][];
}

/**
 * Writes the SQL of a query. Names come from tables of ours, values are always bound. A row has the dimensions, the
 * metrics and the extra columns.
 */
export function toSql(question: Question): Statement & { extra: ExtraColumn[] } {
  const { query, site, only } = question;
  const dimensions = (query.dimensions ?? []).filter((dimension) => dimension !== 'rejection:code');
  const filters = query.filters ?? [];
  const bindings = new Bindings();
  const { source: all, params } = toSource(question, bindings);
  const share = query.include?.sample ?? 1;
  const source = share === 1 ? all : toShare(all, share);
  const isSampled = site.isSampled || share < 1;
  const counting = isSampled ? toSampled(share) : whole;
  const chosen = query.metrics as VisitMetric[];
  const groups = new Grouping(source, counting);
  const extra: ExtraColumn[] = [
    ...(query.include?.total_rows ? (['total'] as const) : []),
    ...(chosen.some((metric) => needs[metric] === 'worth') ? (['currencies'] as const) : []),
    ...(isSampled ? (['sampled'] as const) : []),
  ];
  const ofAll: Record<ExtraColumn, string> = {
    total: 'count() OVER () AS total',
    currencies: 'groupUniqArrayArray(groupUniqArrayArray(visited.currencies)) OVER () AS all_currencies',
    sampled: counting.outer.join(),
  };
  const grouped = groups.toGroups(
    dimensions,
    filters,
    chosen,
    extra.map((column) => ofAll[column]),
  );
  const key = dimensions.map((_, index) => `d${index}`).join(', ');
  return {
    query: `${grouped}
${only ? toOnlySql(key, only) : ''}
${toOrder(query, dimensions)}
LIMIT {limit:UInt32} OFFSET {offset:UInt32}`,
    query_params: { ...bindings.values, ...params },
    extra,
  };
}

/**
 * The events of a share of the visitors, those with the lowest ids: ids are bits of a MAC, so that this is a random share,
 * and within a day the events lie in the order of them, so that the others are not even read.
 */
function toShare(source: Source, share: number): Source {
  const bound = source.bindings.bind(String(BigInt(Math.round(share * 2 ** 32)) << 32n), 'UInt64');
  return { ...source, events: `${source.events} AND events.visitor_id < ${bound}` };
}

/** Where the answer to a question is looked for, and the values that its SQL names. */
export function toSource(
  { query, site, range, goals, merged }: Question,
  bindings: Bindings,
): { source: Source; params: Record<string, unknown> } {
  return {
    source: {
      bindings,
      range,
      goals,
      visitId: toVisitId(merged),
      events: [
        'site_id = {site:UInt32}',
        isEventWithin({ from: range.from.toMillis(), to: range.to.toMillis() }),
        // Bots are read only where they are asked for.
        ...(query.metrics.includes('bots') ? [] : ["events.bot = ''"]),
      ].join(' AND '),
      sessions:
        'site_id = {site:UInt32} AND session_id BETWEEN {firstSession:UInt64} AND {lastSession:UInt64}',
    },
    params: {
      site: site.id,
      from: range.from.toMillis(),
      to: range.to.toMillis(),
      timezone: site.timezone,
      ...toSessionRange(range),
      limit: query.pagination?.limit ?? 10_000,
      offset: query.pagination?.offset ?? 0,
    },
  };
}

/** `ORDER BY` of a query whose columns are d0, d1, … m0, m1, … */
export function toOrder(query: Query, dimensions: Dimension[]): string {
  const timeIndex = dimensions.findIndex(isTime);
  const asked = (query.order_by ?? []).map(([by, direction]) => {
    const metric = query.metrics.indexOf(by as Metric);
    return `${metric >= 0 ? `m${metric}` : `d${dimensions.indexOf(by as Dimension)}`} ${direction.toUpperCase()}`;
  });
  const terms = asked.length > 0 ? asked : [timeIndex >= 0 ? `d${timeIndex} ASC` : 'm0 DESC'];
  // The dimensions last, so that pages of one answer neither repeat nor miss a row.
  return `ORDER BY ${[...terms, ...dimensions.map((_, index) => `d${index} ASC`)].join(', ')}`;
}
