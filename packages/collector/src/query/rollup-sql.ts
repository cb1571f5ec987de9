import type { Filter, FilterDimension, Query } from '@passerby/wire';
import { Bindings } from './bindings.ts';
import type { Range } from './date-range.ts';
import { holdsOne, isCombination, toEventConditions } from './filter-sql.ts';
import { toVisitedEvents } from './grouping.ts';
import { toOnlySql } from './row-key.ts';
import { isEventWithin, isWithin, toSeconds, type Span } from './span.ts';
import { toOrder, toSource, type ExtraColumn, type JointStatement, type Question } from './sql.ts';
import { isTime, stepSql, toTimeStep } from './time-step.ts';

/** What the rollup is kept by, one at a time, in the order of its `Enum`; see migration 0011. */
export const rolledUp = [
  '',
  'event:page',
  'event:name',
  'visit:country',
  'visit:browser',
  'visit:os',
  'visit:device',
] as const;
type RollupDimension = (typeof rolledUp)[number];

const metrics: Partial<Record<Query['metrics'][number], string>> = {
  visitors: 'uniqMerge(visitors)',
  // Each by itself within the error of `uniq`; nobody visits without a visit (rybbit#713: users exceed sessions).
  visits: 'greatest(uniqMerge(visits), uniqMerge(visitors))',
  pageviews: 'sum(pageviews)',
  events: 'sum(events)',
};

/**
 * Where the rollup answers as the events do: a span, and the holes in it, in whole quarters of an hour. The rest of a range is
 * read from the events.
 */
export interface Coverage {
  span: Span;
  holes: Span[];
  /** Whether there is no rest. */
  isWhole: boolean;
}

const quarterMs = 15 * 60_000;
const floor = (ms: number): number => Math.floor(ms / quarterMs) * quarterMs;
const ceil = (ms: number): number => Math.ceil(ms / quarterMs) * quarterMs;

/** Each hole is a part of the SQL; with more of them the events are read for all. */
const mostHoles = 200;

/**
 * What of a range the rollup covers: whole quarters since it exists, but for those in which two sessions became one,
 * because it counted them as two. Unset: too little.
 */
export function toCoverage(range: Range, since: number, mergedSessions: Span[]): Coverage | undefined {
  const span = {
    from: Math.max(ceil(range.from.toMillis()), ceil(since)),
    to: floor(range.to.toMillis()),
  };
  const holes: Span[] = [];
  for (const { from, to } of mergedSessions.toSorted((one, other) => one.from - other.from)) {
    const hole = { from: floor(from), to: floor(to) + quarterMs };
    const last = holes.at(-1);
    if (hole.to <= span.from || hole.from >= span.to) continue;
    if (last && hole.from <= last.to) last.to = Math.max(last.to, hole.to);
    else holes.push(hole);
  }
  const covered = span.to - span.from - holes.reduce((sum, { from, to }) => sum + to - from, 0);
  const wanted = range.to.toMillis() - range.from.toMillis();
  const isWorthIt = covered * 2 > wanted && holes.length <= mostHoles;
  return isWorthIt ? { span, holes, isWhole: covered === wanted } : undefined;
}

/** The one dimension of the rollup that answers a query as the events do; unset where none does. */
export function toRollupDimension({
  query,
  site,
}: Pick<Question, 'query' | 'site'>): RollupDimension | undefined {
  const { dimensions = [], filters = [] } = query;
  if (site.isSampled || query.include?.raw === true) return undefined;
  if (dimensions.includes('time:minute') || query.metrics.some((metric) => !(metric in metrics)))
    return undefined;
  const used = new Set<string>(dimensions.filter((dimension) => !isTime(dimension)));
  const looks = filters.map(toDimensions);
  if (looks.includes(undefined)) return undefined;
  for (const dimension of looks.flatMap((found) => found ?? [])) used.add(dimension);
  const [only = '', ...others] = used;
  return others.length === 0 ? rolledUp.find((dimension) => dimension === only) : undefined;
}

/**
 * Equal for questions that differ in nothing but the dimension of the rollup by which they group; unset where a question is
 * of another kind. A filter may look at that dimension alone, so these have none.
 */
export function toRollupKey(question: Question, dimension: RollupDimension): string | undefined {
  const { query, range, only, site } = question;
  const { dimensions = [], filters = [], metrics: asked, pagination, include } = query;
  if (dimension === '' || !dimensions.includes(dimension) || filters.length > 0 || only) return undefined;
  const shape = dimensions.map((each) => (isTime(each) ? toTimeStep(each, range) : ''));
  const span = [range.from.toMillis(), range.to.toMillis()];
  const order = toOrder(query, dimensions);
  return JSON.stringify([site.id, span, asked, shape, order, pagination, include]);
}

/** The dimensions that a filter looks at; unset where it looks at whole visits. */
export function toDimensions(filter: Filter): FilterDimension[] | undefined {
  if (isCombination(filter)) {
    const inner = filter[1].map(toDimensions);
    return inner.includes(undefined) ? undefined : inner.flatMap((found) => found ?? []);
  }
  if (!holdsOne(filter)) return [filter[1]];
  return filter[0] === 'not' ? toDimensions(filter[1]) : undefined;
}

/** Writes the SQL of questions of one `toRollupKey`, or of one question, that the rollup answers; rows are those of `toSql`. */
export function toRollupSql(
  questions: [Question, ...Question[]],
  { span, holes, isWhole }: Coverage,
): JointStatement {
  const [question] = questions;
  const { query, range, only } = question;
  const dimensions = query.dimensions ?? [];
  const bindings = new Bindings();
  const { source, params } = toSource(question, bindings);
  const parts = questions.map((each) => rolledUp.indexOf(toRollupDimension(each) ?? ''));
  const isSeveral = questions.length > 1;
  const names = dimensions.map((_, index) => `d${index}`);
  const keys = isSeveral ? ['part', ...names] : names;
  const columns = dimensions.map((each, index) =>
    isTime(each) ? `${stepSql[toTimeStep(each, range)]('rollup.time')} AS d${index}` : `value AS d${index}`,
  );
  const rest = [
    { from: range.from.toMillis(), to: span.from },
    { from: span.to, to: range.to.toMillis() },
    ...holes,
  ].filter(({ from, to }) => from < to);
  const fromEvents = rest.map((each) => isEventWithin(each)).join(' OR ');
  const toRest = ({ query: { dimensions: own = [], filters = [] } }: Question, part: number): string => `
  UNION ALL
  SELECT ${[...(isSeveral ? [`${part}::Int8 AS part`] : []), ...names, 'uniqState(visitor_id) AS visitors', 'uniqState(visit_id) AS visits', 'sum(visited.pageviews) AS pageviews', 'sum(visited.events) AS events'].join(', ')}
  FROM (${toVisitedEvents({ ...source, events: `${source.events} AND (${fromEvents})` }, own, filters)}) AS visited
  ${names.length > 0 ? `GROUP BY ${names.join(', ')}` : ''}`;
  const rests = new Map(questions.map((each, index) => [parts[index] ?? 0, each]));
  const extra: ExtraColumn[] = query.include?.total_rows ? ['total'] : [];
  return {
    query: `
SELECT ${[
      ...keys,
      ...query.metrics.map((metric, index) => `${metrics[metric]} AS m${index}`),
      ...extra.map(() => `count() OVER (${isSeveral ? 'PARTITION BY part' : ''}) AS total`),
    ].join(', ')}
FROM (
  SELECT ${[...(isSeveral ? ["CAST(dimension, 'Int8') AS part"] : []), ...columns, 'visitors', 'visits', 'pageviews', 'events'].join(', ')}
  FROM rollup
  WHERE ${[
    'site_id = {site:UInt32}',
    `dimension IN (${[...rests.keys()].map((part) => `'${rolledUp[part]}'`).join(', ')})`,
    isWithin(span, toSeconds, 'rollup.time'),
    ...holes.map((hole) => `NOT ${isWithin(hole, toSeconds, 'rollup.time')}`),
    ...toEventConditions(query.filters ?? [], { ...source, column: 'rollup.value' }),
  ].join(' AND ')}
  ${isWhole ? '' : Array.from(rests, ([part, each]) => toRest(each, part)).join('')}
)
${keys.length > 0 ? `GROUP BY ${keys.join(', ')}` : ''}
${only ? toOnlySql(names.join(', '), only) : ''}
${toOrder(query, dimensions)}
LIMIT {limit:UInt32} OFFSET {offset:UInt32} ${isSeveral ? 'BY part' : ''}`,
    query_params: { ...bindings.values, ...params },
    extra,
    split(rows) {
      if (!isSeveral) return [rows];
      const byPart = Map.groupBy(rows, ([part]) => part);
      return parts.map((part) => (byPart.get(part) ?? []).map((row) => row.slice(1)));
    },
  };
}
