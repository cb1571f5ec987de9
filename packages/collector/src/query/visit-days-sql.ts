import type { Filter, Query } from '@passerby/wire';
import { Bindings } from './bindings.ts';
import { isOfSession } from './dimensions.ts';
import { toEventConditions } from './filter-sql.ts';
import { foldedBy, noVisits, toLiveEventsSql, toLiveSql, type FoldDimension } from './fold-sql.ts';
import { toSpans, type FoldedRange } from './folds.ts';
import { rolledUp, toDimensions } from './rollup-sql.ts';
import { toOnlySql } from './row-key.ts';
import { isWithin, toSeconds } from './span.ts';
import { toOrder, toSource, type ExtraColumn, type JointStatement, type Question } from './sql.ts';
import { isTime, toTimeStep } from './time-step.ts';

type Metric = Query['metrics'][number];

/**
 * A visit counts in the first of its days that is asked for, and so does a visitor who is known for a day. Of the others, and
 * of those of live days, the ones are counted who are not among the visitors of the days before (`is_counted`).
 */
const counting: Partial<Record<Metric, string>> = {
  visitors: 'toUInt64(sumIf(visitors, is_first) + uniqMerge(known) - uniqMergeIf(known, is_counted))',
  visits: 'sumIf(visits, is_first)',
  pageviews: 'sum(pageviews)',
  events: 'sum(events)',
  views_per_visit: 'round(sumIf(views, is_first) / sumIf(visits, is_first), 2)',
  bounce_rate: 'round(100 * (sumIf(bounces, is_first) / sumIf(visits, is_first)))',
  visit_duration: 'round(sumIf(duration_ms, is_first) / sumIf(visits, is_first) / 1000)',
};

const rates = new Set<Metric>(['views_per_visit', 'bounce_rate', 'visit_duration']);

/** SQL of the first day of the step of time in which `day` is. */
const startSql: Record<string, string> = {
  day: 'day',
  week: 'toMonday(day)',
  month: 'toStartOfMonth(day)',
};

/** What a question groups by: a step of time that is made of days, and a dimension. */
interface Shape {
  step?: string;
  dimension: FoldDimension;
}

/** How days of visits answer a question as the events do; unset where they do not. */
export function toShape({
  query,
  site,
  range,
}: Pick<Question, 'query' | 'site' | 'range'>): Shape | undefined {
  const { dimensions = [], filters = [], metrics, include } = query;
  if (site.isSampled || include?.raw === true || !metrics.every((metric) => metric in counting))
    return undefined;
  const steps = dimensions.filter(isTime).map((time) => toTimeStep(time, range));
  if (steps.length > 1 || steps.some((step) => !(step in startSql))) return undefined;
  const used = new Set<string>(dimensions.filter((dimension) => !isTime(dimension)));
  const isGrouped = used.size > 0;
  const looks = filters.map(toDimensions);
  if (looks.includes(undefined)) return undefined;
  for (const dimension of looks.flatMap((found) => found ?? [])) used.add(dimension);
  const [only = '', ...others] = used;
  const dimension = foldedBy.find((each) => each === only);
  if (others.length > 0 || dimension === undefined) return undefined;
  // A visit has several values of what its events tell, and would count for each.
  if (filters.length > 0 && !isGrouped && !isOfSession(only as 'visit:source') && !isOneValue(filters))
    return undefined;
  const [step] = steps;
  return { ...(step !== undefined && { step }), dimension };
}

const isOneValue = ([filter, ...others]: Filter[]): boolean =>
  others.length === 0 &&
  filter?.[0] === 'is' &&
  filter[2].length === 1 &&
  filter[3]?.case_sensitive !== false;

/** Equal for questions about the same days that one statement can read; unset where a question is read by its own. */
export function toVisitDaysKey(question: Question): string | undefined {
  const { query, site, range, only } = question;
  const { dimensions = [], filters = [], order_by, include = {}, pagination = {} } = query;
  if (dimensions.length > 1 || filters.length > 0 || only || order_by) return undefined;
  if (include.total_rows || pagination.offset) return undefined;
  return JSON.stringify([site.id, range.from.toMillis(), range.to.toMillis(), isOfQuarters(question)]);
}

/** What quarters of an hour know as well: nothing of visits, which may have begun before. */
const ofQuarters = new Set<Metric>(['visitors', 'pageviews', 'events']);

/** Whether the rollup has all of the days that are not folded, too. */
export const isOfQuarters = (question: Parameters<typeof toShape>[0]): boolean =>
  rolledUp.some((each) => each === toShape(question)?.dimension) &&
  question.query.metrics.every((metric) => ofQuarters.has(metric));

/** A range as it is read. */
export interface DaysOfVisits extends FoldedRange {
  /** Of its live days; see `readLongVisits`. */
  long?: readonly string[] | undefined;
}

/**
 * Live events above which quarters of an hour are read in their place. A state of visitors for each value and quarter costs
 * as much as four events, and there are as many quarters however many events they have (decision 84).
 */
const mostLiveEvents = 500_000;

/**
 * The rows that are asked for: of folded days from `day_visits`; of the others, where quarters of an hour know all that is
 * asked, from these or from events, whichever cost less, else from events and sessions. From the first of the others on
 * visitors are told one by one, and so are those of the days before it who may be among them.
 */
function toRows(
  questions: [Question, ...Question[]],
  { folded, live, liveEvents, open, long }: DaysOfVisits,
  dimensions: FoldDimension[],
): string {
  const [{ site, merged }] = questions;
  const list = dimensions.map((each) => `'${each}'`).join(', ');
  const ofFolds = (folds: DaysOfVisits['folded']): string => `
  WHERE site_id = {site:UInt32} AND dimension IN (${list}) AND day BETWEEN '${folds[0]?.[0]}' AND '${folds.at(-1)?.[0]}'
    AND (day, fold) IN (${folds.map(([day, fold]) => `('${day}', ${fold})`).join(', ')})`;
  const part = "CAST(dimension, 'Int8') AS part";
  // A day by itself has no other's visitors.
  const isJoint = questions.some(
    (question) => question.query.metrics.includes('visitors') && toShape(question)?.step !== 'day',
  );
  const joint = isJoint ? open : undefined;
  const rows = [
    `
  SELECT ${part}, day, value, back, visits, bounces, duration_ms, views, pageviews, events,
         ${joint ? `if(day < '${joint.day}', day_visits.visitors, 0) AS visitors` : 'visitors'}, identified AS known, 0::UInt8 AS is_counted
  FROM day_visits ${ofFolds(folded)}`,
  ];
  const [ofBefore, ofAfter] = [true, false].map((isBefore) =>
    (joint?.around ?? []).filter(([day]) => day < (joint?.day ?? '') === isBefore),
  );
  for (const [folds, state, isCounted] of [
    [ofBefore, 'staying', 1],
    [ofAfter, 'visitors', 0],
  ] as const) {
    if (!folds?.length) continue;
    rows.push(`
  SELECT ${part}, day, value, ${noVisits}, 0::UInt64 AS pageviews, 0::UInt64 AS events,
         0::UInt64 AS visitors, day_visitors.${state} AS known, ${isCounted}::UInt8 AS is_counted
  FROM day_visitors ${ofFolds(folds)}`);
  }
  const days = { siteId: site.id, spans: toSpans(live), zone: '{timezone:String}', merged, long };
  if (live.length > 0 && questions.every(isOfQuarters) && liveEvents <= mostLiveEvents) {
    rows.push(toLiveEventsSql(days, dimensions));
  } else if (live.length > 0 && questions.every(isOfQuarters)) {
    rows.push(`
  SELECT ${part}, toDate(time, {timezone:String}) AS day, value, ${noVisits}, pageviews, events,
         0::UInt64 AS visitors, rollup.visitors AS known, 0::UInt8 AS is_counted
  FROM rollup
  WHERE site_id = {site:UInt32} AND dimension IN (${list}) AND (${toSpans(live)
    .map((span) => isWithin(span, toSeconds, 'rollup.time'))
    .join(' OR ')})`);
  } else if (live.length > 0) {
    const only = live.length === 1 ? live[0]?.name : undefined;
    rows.push(toLiveSql({ ...days, only }, dimensions));
  }
  return rows.join('\n  UNION ALL');
}

/** Writes the SQL of questions of one `toVisitDaysKey`, or of one question; rows are those of `toSql`. */
export function toVisitDaysSql(questions: [Question, ...Question[]], folds: DaysOfVisits): JointStatement {
  return questions.length === 1 ? toOneSql(questions[0], folds) : toSeveralSql(questions, folds);
}

const firstDaySql = 'toDate(fromUnixTimestamp64Milli({from:Int64}), {timezone:String})';
/** SQL of whether the visits of a row were not seen before in what the row is counted in. */
const isFirst = (start: string): string =>
  `(back = 0 OR day - back < greatest(${start}, ${firstDaySql})) AS is_first`;

function toOneSql(question: Question, folds: DaysOfVisits): JointStatement {
  const { query, only } = question;
  const { step, dimension = '' } = toShape(question) ?? {};
  const dimensions = query.dimensions ?? [];
  const bindings = new Bindings();
  const { source, params } = toSource(question, bindings);
  const start = startSql[step ?? ''];
  const names = dimensions.map((_, index) => `d${index}`);
  const columns = dimensions.map(
    (each, index) => `${isTime(each) ? `toString(${start})` : 'value'} AS d${index}`,
  );
  const conditions = toEventConditions(query.filters ?? [], { ...source, column: 'value' });
  const extra: ExtraColumn[] = query.include?.total_rows ? ['total'] : [];
  return {
    query: `
SELECT ${[
      ...columns,
      ...query.metrics.map((metric, index) => `${counting[metric]} AS m${index}`),
      ...extra.map(() => 'count() OVER () AS total'),
    ].join(', ')}
FROM (SELECT *, ${isFirst(start ?? firstDaySql)} FROM (${toRows([question], folds, [dimension])}))
${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
${names.length > 0 ? `GROUP BY ${names.join(', ')}` : ''}
${only ? toOnlySql(names.join(', '), only) : ''}
${toOrder(query, dimensions)}
LIMIT {limit:UInt32} OFFSET {offset:UInt32}`,
    query_params: { ...bindings.values, ...params },
    extra,
    split: (rows) => [rows],
  };
}

function toSeveralSql(questions: [Question, ...Question[]], folds: DaysOfVisits): JointStatement {
  const bindings = new Bindings();
  const { params } = toSource(questions[0], bindings);
  const metrics = [...new Set(questions.flatMap(({ query }) => query.metrics))];
  const shapes = questions.map((question) => toShape(question) ?? { dimension: '' as const });
  const dimensions = [...new Set(shapes.map(({ dimension }) => dimension))];
  // The questions that a row goes into, by the number of its dimension.
  const numbers = foldedBy.map((dimension) =>
    shapes.flatMap((shape, number) => (shape.dimension === dimension ? [number] : [])),
  );
  const byNumber = (of: (shape: Shape, number: number) => string | undefined, other: string): string => {
    const known = shapes.flatMap((shape, number) => {
      const sql = of(shape, number);
      return sql === undefined ? [] : [`number = ${number}`, sql];
    });
    return known.length === 0 ? other : `multiIf(${[...known, other].join(', ')})`;
  };
  const toStart = ({ step }: Shape): string | undefined => startSql[step ?? ''];
  const lengths = questions.flatMap(({ query: { dimensions: own = [], pagination } }) =>
    own.some((each) => !isTime(each)) ? [pagination?.limit ?? 10_000] : [],
  );
  return {
    query: `
SELECT number, d0, ${metrics.map((metric, index) => `${counting[metric]} AS m${index}`).join(', ')}
FROM (
  SELECT *, arrayJoin(${JSON.stringify(numbers)}[part + 1]) AS number,
         ${byNumber((shape) => shape.step && `toString(${toStart(shape)})`, 'value')} AS d0,
         ${isFirst(byNumber(toStart, firstDaySql))}
  FROM (${toRows(questions, folds, dimensions)})
)
GROUP BY number, d0
ORDER BY number,
         ${byNumber((shape, number) => (shape.step ? '0' : `m${metrics.indexOf(questions[number]?.query.metrics[0] ?? 'visitors')}`), '0')} DESC,
         d0 ASC
LIMIT {limit:UInt32} BY number, ${byNumber(({ step }) => (step ? 'd0' : undefined), "''")}`,
    // A step of time is alone of its kind, so that lists are as short as they were asked for beside a series.
    query_params: { ...bindings.values, ...params, limit: Math.max(1, ...lengths) },
    extra: [],
    split: (rows) =>
      questions.map(({ query }, index) => {
        const columns = query.metrics.map((metric) => 2 + metrics.indexOf(metric));
        const isTotal = (query.dimensions ?? []).length === 0;
        const own = rows
          .filter((row) => row[0] === index)
          .slice(0, query.pagination?.limit ?? 10_000)
          .map((row) => [...(isTotal ? [] : [row[1]]), ...columns.map((column) => row[column])]);
        // Where nothing happened a total is a row as well.
        if (isTotal && own.length === 0)
          return [query.metrics.map((metric) => (rates.has(metric) ? null : 0))];
        return own;
      }),
  };
}
