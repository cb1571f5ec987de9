import type { RetentionCohort, RetentionQuery, RetentionReply } from '@passerby/wire';
import { DateTime } from 'luxon';
import type { Site } from '../../control/sites.ts';
import { toTexts, type QueryStages } from '../answer-query.ts';
import { ask } from '../ask.ts';
import { toRange, type Range } from '../date-range.ts';
import { stepSql, toTimeLabels } from '../time-step.ts';
import { invalid } from '../validate-query.ts';
import { toReportSource } from './report-source.ts';

const mostCohorts = 100;
const defaults = { period: 'week' } as const;

/** Answers when the visitors whose first visit fell into the range came back. */
export async function answerRetention(
  asked: RetentionQuery,
  site: Site,
  stages: QueryStages,
): Promise<RetentionReply> {
  const query = { ...defaults, ...asked };
  const range = toRange(query.date_range, site);
  const periods = toPeriods(range, query.period);
  const ever = toRange('all', site);
  // Who came before the range is none of its cohorts, though the visit lies outside.
  const since = { from: DateTime.min(ever.from, range.from), to: range.to };
  const [past, present] = await Promise.all(
    [since, range].map((each) => toReportSource(query, { site, range: each }, stages)),
  );
  if (!past || !present) throw new Error('two ranges have two sources');
  const period = stepSql[query.period];
  const count = site.isSampled ? 'round(sum(weight))' : 'count()';
  const [rows, [[visits, identified, isSampled] = [0, 0, 0]]] = await Promise.all([
    ask<[cohort: string, period: string, visitors: number]>(stages.clickhouse, {
      query: `
SELECT cohort, period, ${count}
FROM (
  SELECT ${period('min(time)')} AS cohort, groupUniqArray(${period('time')}) AS periods,
         1 / max(sample_rate) AS weight
  FROM events
  WHERE ${past.done} AND identified
  GROUP BY visitor_id
  HAVING min(time) >= fromUnixTimestamp64Milli({first:Int64})
)
ARRAY JOIN periods AS period
GROUP BY cohort, period`,
      query_params: { ...past.params(), first: range.from.toMillis() },
    }),
    ask<[visits: number, identified: number, isSampled: number]>(stages.clickhouse, {
      query: `
SELECT uniqExact(${present.source.visitId}), uniqExactIf(${present.source.visitId}, identified), min(sample_rate) < 1
FROM events WHERE ${present.done}`,
      query_params: present.params(),
    }),
  ]);
  return {
    cohorts: toCohorts(periods, rows),
    meta: {
      visits,
      identified_visits: identified,
      ...(isSampled > 0 && { sampled: true }),
      ...(identified < visits && { warning: warnOfUnidentified(visits - identified, visits) }),
    },
    query: { ...query, date_range: toTexts(range) },
  };
}

/** Every period of the range that has begun. Throws `invalid_query` for too many. */
function toPeriods(range: Range, period: 'day' | 'week' | 'month'): string[] {
  const to = DateTime.min(range.to, DateTime.now().plus({ milliseconds: 1 }));
  if (to.diff(range.from).as(period) > mostCohorts) {
    throw invalid(
      `date_range: over ${mostCohorts} cohorts by ${period}; shorten it${period === 'month' ? '' : ', or ask by a longer period'}`,
    );
  }
  return to > range.from ? toTimeLabels({ from: range.from, to }, period) : [];
}

function toCohorts(
  periods: string[],
  rows: [cohort: string, period: string, visitors: number][],
): RetentionCohort[] {
  const found = new Map(rows.map(([cohort, period, visitors]) => [`${cohort} ${period}`, visitors]));
  return periods.map((cohort, index) => {
    const returned = periods.slice(index).map((period) => found.get(`${cohort} ${period}`) ?? 0);
    const [visitors = 0] = returned;
    return {
      cohort,
      visitors,
      returned,
      rates: returned.map((count) => (visitors === 0 ? null : Math.round((1000 * count) / visitors) / 10)),
    };
  });
}

const warnOfUnidentified = (
  unidentified: number,
  visits: number,
): NonNullable<RetentionReply['meta']['warning']> => ({
  code: 'identified_only',
  warning: `${unidentified} of ${visits} visits are of visitors who did not agree to be known again: without consent nobody can be told for longer than a day, so the cohorts are of the others only`,
});
