import type { FunnelQuery, FunnelReply, FunnelStep, FunnelStepReply, GoalSummary } from '@passerby/wire';
import type { Site } from '../../control/sites.ts';
import { toTexts, type QueryStages } from '../answer-query.ts';
import { ask } from '../ask.ts';
import type { FilterList } from '../check-expressions.ts';
import { toRange } from '../date-range.ts';
import { isOfSession, sessionColumns, toEventColumn } from '../dimensions.ts';
import { toEventConditions, type Source } from '../filter-sql.ts';
import { toGoalCondition } from '../goal-sql.ts';
import { invalid } from '../validate-query.ts';
import { toReportSource, type ReportSource } from './report-source.ts';

const defaults = { window: 86_400, limit: 10 };

/**
 * The place of an event in time, as one number: 41 bits of milliseconds since 2020, 20 bits of its place in its page load
 * (`seq`), 3 bits of the step. `windowFunnel` lets events of the same time follow one another in any order, and one event
 * be two steps: so all times differ, and of two steps that one event is the later comes first. Events of the same
 * millisecond and place, which only two page loads can have, follow in neither order.
 */
const bitsBelowTime = 23n;
const place = `bitShiftLeft(toUInt64(toUnixTimestamp64Milli(time) - 1577836800000), ${bitsBelowTime}) + least(seq, 1048575) * 8`;

/** The window in the same measure: any place in its last millisecond lies within. */
const toWindow = (seconds: number): bigint => ((BigInt(seconds * 1000) + 1n) << bitsBelowTime) - 8n;

/** Answers how many visitors do one step after another. */
export async function answerFunnel(
  asked: FunnelQuery,
  site: Site,
  stages: QueryStages,
): Promise<FunnelReply> {
  const query = { ...defaults, ...asked };
  const range = toRange(query.date_range, site);
  const report = await toReportSource(query, { site, range }, stages, toStepFilters(query));
  const names = query.steps.map(toName);
  const rows = await ask<[value: string, ofAll: number[], ofValue: number[], isSampled: number]>(
    stages.clickhouse,
    { query: toSql(query, report, site), query_params: report.params() },
  );
  const none = query.steps.map(() => 0);
  const [, ofAll = none, , isSampled = 0] = rows[0] ?? [];
  return {
    steps: toSteps(names, ofAll),
    ...(query.breakdown !== undefined && {
      breakdown: rows.map(([value, , ofValue]) => ({ value, steps: toSteps(names, ofValue) })),
    }),
    meta: isSampled > 0 ? { sampled: true } : {},
    query: { ...query, date_range: toTexts(range) },
  };
}

/** The filters of the steps, and where they stand. */
export const toStepFilters = ({ steps }: Pick<FunnelQuery, 'steps'>): FilterList[] =>
  steps.map(({ filters }, index) => ({ path: `steps.${index}.filters`, filters }));

const toName = ({ page, event, goal }: FunnelStep): string => page ?? event ?? goal ?? '';

function toSteps(names: string[], visitors: number[]): FunnelStepReply[] {
  const first = visitors[0] ?? 0;
  return names.map((name, index) => {
    const [before, here] = [visitors[index - 1] ?? first, visitors[index] ?? 0];
    return {
      name,
      visitors: here,
      dropped: before - here,
      step_rate: toPercent(here, before),
      conversion_rate: toPercent(here, first),
    };
  });
}

const toPercent = (part: number, of: number): number | null =>
  of === 0 ? null : Math.round((1000 * part) / of) / 10;

/** Rows of a value of the breakdown, and the numbers of all values, of this one, and whether some were sampled. */
function toSql(query: Required<typeof defaults> & FunnelQuery, report: ReportSource, site: Site): string {
  const { source, merged, done } = report;
  const { steps, window, breakdown, limit } = query;
  const conditions = steps.map((step, index) => toCondition(step, index, report));
  const { column, join } = toBreakdown(breakdown, source);
  // Two sessions that became one may be of two hashes of one visitor.
  const visitor = merged.size === 0 ? 'visitor_id' : `min(visitor_id) OVER (PARTITION BY ${source.visitId})`;
  const count = site.isSampled
    ? (level: number): string => `round(sumIf(weight, level >= ${level}))`
    : (level: number): string => `countIf(level >= ${level})`;
  const counts = `[${steps.map((_, index) => count(index + 1)).join(', ')}]`;
  return `
SELECT value, sumForEach(${counts}) OVER () AS of_all, ${counts} AS of_value, max(max(weight)) OVER () > 1
FROM (
  SELECT
    windowFunnel(${toWindow(window)})(
      toUInt64(place + ${steps.length} - step), ${steps.map((_, index) => `step = ${index + 1}`).join(', ')}) AS level,
    argMinIf(value, place, step = 1) AS value,
    1 / max(rate) AS weight
  FROM (
    SELECT ${visitor} AS visitor, ${place} AS place, sample_rate AS rate, ${column} AS value,
           arrayFilter((step, is_done) -> is_done, range(1, ${steps.length + 1}), [${conditions.join(', ')}]) AS steps
    FROM events ${join}
    WHERE ${done} AND (${conditions.join(' OR ')})
  )
  ARRAY JOIN steps AS step
  GROUP BY visitor
)
WHERE level > 0
GROUP BY value
ORDER BY of_value[1] DESC, value
LIMIT ${breakdown === undefined ? 1 : limit}`;
}

/** SQL of whether an event is a step. */
function toCondition(step: FunnelStep, index: number, { source, goals }: ReportSource): string {
  const { filters = [], goal, ...pageOrEvent } = step;
  const wanted = goal === undefined ? pageOrEvent : toGoal(goal, `steps.${index}.goal`, goals);
  return `(${[toGoalCondition(wanted, source.bindings), ...toEventConditions(filters, source)].join(' AND ')})`;
}

function toGoal(name: string, path: string, goals: GoalSummary[]): GoalSummary {
  const goal = goals.find((each) => each.name === name);
  if (goal) return goal;
  const names = goals.map((each) => `"${each.name}"`).join(', ');
  throw invalid(`${path}: the site has no goal "${name}"; its goals are ${names || 'none yet'}`);
}

/** SQL of the value of a dimension for an event, and what it must be joined with. */
function toBreakdown(
  dimension: FunnelQuery['breakdown'],
  { bindings, range, visitId, sessions }: Source,
): { column: string; join: string } {
  if (dimension === undefined || dimension === 'event:goal' || dimension === 'event:currency') {
    return { column: "''", join: '' };
  }
  if (!isOfSession(dimension)) return { column: toEventColumn(dimension, bindings, range), join: '' };
  return {
    column: 'visit.value',
    join: `INNER JOIN (
      SELECT ${visitId} AS visit_id, ${sessionColumns[dimension].sql} AS value
      FROM sessions WHERE ${sessions} GROUP BY visit_id
    ) AS visit ON ${visitId} = visit.visit_id`,
  };
}
