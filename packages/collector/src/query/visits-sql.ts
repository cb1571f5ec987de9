import type { Metric } from '@passerby/wire';
import { Bindings } from './bindings.ts';
import { isOfSession, sessionColumns } from './dimensions.ts';
import { Grouping, joinVisits } from './grouping.ts';
import { needs, whole, type VisitMetric } from './metrics.ts';
import { toSource, type JointStatement, type Question } from './sql.ts';

/** What asks nothing else of the events than of which visits they are. */
const known = new Set<Metric>([
  'visitors',
  'visits',
  'pageviews',
  'events',
  'views_per_visit',
  'bounce_rate',
  'visit_duration',
]);

/**
 * Equal for questions about the same visits that one grouping answers: totals that look at visits as a whole, and lists by
 * what belongs to one, those with most visitors first. Unset where a question is of another kind.
 */
export function toVisitsKey({ query, range, only, site }: Question): string | undefined {
  const { dimensions = [], metrics, filters = [], order_by, include = {}, pagination = {} } = query;
  const isTotal =
    dimensions.length === 0 && metrics.some((metric) => needs[metric as VisitMetric] === 'visit');
  const isList = dimensions.length === 1 && dimensions.every(isOfSession) && metrics[0] === 'visitors';
  if (!(isTotal || isList) || !metrics.every((metric) => known.has(metric)) || only || order_by)
    return undefined;
  if (site.isSampled || include.sample !== undefined || include.total_rows || pagination.offset)
    return undefined;
  return JSON.stringify([site.id, range.from.toMillis(), range.to.toMillis(), filters]);
}

/** Writes the SQL of questions of one `toVisitsKey`. */
export function toVisitsSql(questions: [Question, ...Question[]]): JointStatement {
  const [first] = questions;
  const bindings = new Bindings();
  const { source, params } = toSource(first, bindings);
  const groups = new Grouping(source, whole);
  const asked = questions.flatMap(({ query }) => query.metrics as VisitMetric[]);
  const metrics = [...new Set<VisitMetric>(['visitors', ...asked])];
  const lists = [...new Set(questions.flatMap(({ query }) => query.dimensions ?? []))].filter(isOfSession);
  const names = lists.map((_, index) => `d${index}`);
  const sets = [
    ...names.map((name) => `(${name})`),
    ...(questions.some(({ query }) => (query.dimensions ?? []).length === 0) ? ['()'] : []),
  ];
  const limits = questions.map(({ query }) => query.pagination?.limit ?? 10_000);
  // Where a row is not grouped by a column, the column is empty there.
  const select = [
    `multiIf(${[...names.flatMap((name, index) => [`grouping(${name}) = 0`, index]), 'true', -1, -1].join(', ')}) AS part`,
    `concat(${["''", ...names].join(', ')}) AS value`,
    ...lists.map((dimension, index) => `visit.${sessionColumns[dimension].name} AS d${index}`),
    ...metrics.map((metric, index) => `${whole.metric(metric, noShares)} AS m${index}`),
  ];
  return {
    query: `
SELECT part, value, ${metrics.map((_, index) => `m${index}`).join(', ')}
FROM (
  SELECT ${select.join(', ')}
  FROM (${groups.toVisited([], first.query.filters ?? [], metrics)}) AS visited
  ${joinVisits(source, lists)}
  ${names.length > 0 ? `GROUP BY GROUPING SETS (${sets.join(', ')})` : ''}
)
ORDER BY m0 DESC, value ASC
LIMIT {limit:UInt32} BY part`,
    query_params: { ...bindings.values, ...params, limit: Math.max(...limits) },
    extra: [],
    split: (rows) =>
      questions.map(({ query }, index) => {
        const [dimension] = query.dimensions ?? [];
        const part = lists.findIndex((each) => each === dimension);
        const columns = [
          ...(dimension ? [1] : []),
          ...query.metrics.map((metric) => 2 + metrics.indexOf(metric as VisitMetric)),
        ];
        const own = rows.filter((row) => row[0] === part).slice(0, limits[index]);
        return own.map((row) => columns.map((column) => row[column]));
      }),
  };
}

/** None of the metrics is a share of others. */
const noShares = { all: '', possible: '', possibleInGroup: '' };
