import { hash } from 'node:crypto';
import type { ClickHouse } from '../store/clickhouse.ts';
import { toVisitId } from '../store/merged-sessions.ts';
import type { AnswerCache } from './answer-cache.ts';
import { ask } from './ask.ts';
import type { Statement } from './bindings.ts';
import { hadFolds, readFolds, type FoldedRange } from './folds.ts';
import { readLongOfToday, readLongVisits, withMerged } from './long-visits.ts';
import { readMerged } from './read-merged.ts';
import { toCoverage, toRollupDimension, toRollupKey, toRollupSql } from './rollup-sql.ts';
import type { Span } from './span.ts';
import { toSql, type ExtraColumn, type JointStatement, type Question } from './sql.ts';
import { isOfQuarters, toShape, toVisitDaysKey, toVisitDaysSql } from './visit-days-sql.ts';
import { toVisitsKey, toVisitsSql } from './visits-sql.ts';

/** A question, and how it is read. */
export interface Planned {
  question: Question;
  plan: 'events' | 'rollup' | 'visit_days';
  write: (question: Question) => Statement & { extra: ExtraColumn[] };
  /** Unset: it is read by a statement of its own. */
  together?: Together;
}

interface Together {
  /** Equal for questions that one statement can read. */
  key: string;
  write: (questions: [Question, ...Question[]]) => JointStatement;
}

interface PlanStages {
  clickhouse: Pick<ClickHouse, 'select'>;
  answers: Pick<AnswerCache, 'answer'>;
}

/** The cheapest table that answers as the events do. */
export async function choosePlan(asked: Omit<Question, 'merged'>, stages: PlanStages): Promise<Planned> {
  const isOfDays = toShape(asked) !== undefined;
  const today =
    isOfDays && !isOfQuarters(asked) && hadFolds(asked.site) ? readLongOfToday(asked, stages) : undefined;
  const [merged, folds] = await Promise.all([
    readMerged(asked, stages),
    isOfDays ? readFolds(asked, stages) : undefined,
  ]);
  const question = { ...asked, merged };
  return (folds && (await planVisitDays(question, folds, today, stages))) ?? planQuarters(question, stages);
}

/** Days of visits, where they answer the question. */
async function planVisitDays(
  question: Question,
  folds: FoldedRange,
  today: ReturnType<typeof readLongOfToday>,
  stages: PlanStages,
): Promise<Planned | undefined> {
  const [since, merged] = await Promise.all([
    readSince(stages.clickhouse),
    readMergedSpans(question, stages),
  ]);
  // Whose visitor became another meanwhile is counted by what of the visit is asked for, which a sum of days cannot know.
  const { from, to } = question.range;
  const isOverlapping = (span: Span): boolean => span.to >= from.toMillis() && span.from < to.toMillis();
  if (merged.some((span) => span.isOfSeveral && isOverlapping(span))) return undefined;
  if (folds.live.some((span) => span.from < since)) return undefined;
  const isRead = folds.live.length > 0 && !isOfQuarters(question);
  const isToday = folds.live.length === 1 && folds.live[0]?.name === today?.day;
  const long = isRead
    ? withMerged(
        (await (isToday ? today?.long : undefined)) ?? (await readLongVisits(question, folds.live, stages)),
        question.merged,
      )
    : undefined;
  const days = { ...folds, ...(isRead && { long }) };
  const key = toVisitDaysKey(question);
  return {
    question,
    plan: 'visit_days',
    write: (asked) => toVisitDaysSql([asked], days),
    ...(key !== undefined && {
      together: { key: `days ${key}`, write: (asked) => toVisitDaysSql(asked, days) },
    }),
  };
}

/** Quarters of an hour, else the events. */
async function planQuarters(question: Question, stages: PlanStages): Promise<Planned> {
  const visitsKey = toVisitsKey(question);
  const fromEvents: Planned = {
    question,
    plan: 'events',
    write: toSql,
    ...(visitsKey !== undefined && { together: { key: visitsKey, write: toVisitsSql } }),
  };
  const dimension = toRollupDimension(question);
  if (dimension === undefined) return fromEvents;
  const [since, merged] = await Promise.all([
    readSince(stages.clickhouse),
    readMergedSpans(question, stages),
  ]);
  const coverage = toCoverage(question.range, since, merged);
  if (!coverage) return fromEvents;
  const key = toRollupKey(question, dimension);
  return {
    question,
    plan: 'rollup',
    write: (asked) => toRollupSql([asked], coverage),
    ...(key !== undefined && { together: { key, write: (asked) => toRollupSql(asked, coverage) } }),
  };
}

/** The schema is brought up to date before the first query, and this moment does not change afterwards. */
const sinceOf = new WeakMap<object, Promise<number>>();

/** When the rollup began, ms: events of later have all gone into it, those of before may have come before. */
function readSince(clickhouse: Pick<ClickHouse, 'select'>): Promise<number> {
  const known = sinceOf.get(clickhouse);
  if (known !== undefined) return known;
  const reading = ask<[number]>(clickhouse, {
    query: "SELECT toUnixTimestamp(min(applied_at)) FROM schema_migrations WHERE name = '0011-rollup.sql'",
    query_params: {},
  }).then((rows) => (rows[0]?.[0] ?? Infinity) * 1000);
  sinceOf.set(clickhouse, reading);
  // What failed is asked again by the next question.
  reading.catch(() => sinceOf.delete(clickhouse));
  return reading;
}

interface MergedSpan extends Span {
  /** Its visitor had several ids. */
  isOfSeveral: boolean;
}

/** From the first to the last event of each session that was more than one; kept as those sessions are. */
async function readMergedSpans(
  { site, range, merged }: Question,
  { clickhouse, answers }: PlanStages,
): Promise<MergedSpan[]> {
  if (merged.size === 0) return [];
  const ids = [...new Set([...merged.keys(), ...merged.values()])];
  const { body } = await answers.answer(
    {
      siteId: site.id,
      key: `spans of merged sessions ${site.id} ${hash('sha256', ids.join(' '))}`,
      reach: range.to.toMillis(),
    },
    () =>
      ask<[number, number, number]>(clickhouse, {
        query: `
SELECT toUnixTimestamp64Milli(min(started)), toUnixTimestamp64Milli(max(ended)), uniqExact(visitor_id) > 1
FROM sessions WHERE site_id = {site:UInt32} AND session_id IN (${ids.join(',')})
GROUP BY ${toVisitId(merged)}`,
        query_params: { site: site.id },
      }),
  );
  return (JSON.parse(body.toString()) as [number, number, number][]).map(([from, to, isOfSeveral]) => ({
    from,
    to,
    isOfSeveral: isOfSeveral === 1,
  }));
}
