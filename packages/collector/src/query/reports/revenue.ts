import type {
  Dimension,
  Filter,
  QueryReply,
  QueryRow,
  RevenueFigures,
  RevenueQuery,
  RevenueReply,
} from '@passerby/wire';
import type { Site } from '../../control/sites.ts';
import { answerQuery, type QueryStages } from '../answer-query.ts';
import { toRange } from '../date-range.ts';
import { invalid } from '../validate-query.ts';

const defaults = { interval: 'time', limit: 10, goal_values: true } as const;
const mostHours = 10_000;

/** Answers what came in: three queries that are grouped by currency, of which the sums are. */
export async function answerRevenue(
  asked: RevenueQuery,
  site: Site,
  stages: QueryStages,
): Promise<RevenueReply> {
  const query = { ...defaults, ...asked };
  const { site_id, interval, breakdown, limit } = query;
  const range = toRange(query.date_range, site);
  if (interval === 'time:hour' && range.to.diff(range.from).as('hours') > mostHours) {
    throw invalid(`date_range: over ${mostHours} hours; shorten it, or ask by time:day`);
  }
  const filters = [...(query.filters ?? []), await toWorthSomething(query, site, stages)];
  const by = (dimensions: Dimension[], include: { time_labels?: true } = {}): Promise<QueryReply> =>
    answerQuery(
      {
        site_id,
        date_range: query.date_range,
        metrics: ['total_revenue', 'events', 'visitors'],
        dimensions: ['event:currency', ...dimensions],
        filters,
        include,
      },
      site,
      stages,
    );
  const [ofAll, overTime, byValue] = await Promise.all([
    by([]),
    by([interval], { time_labels: true }),
    breakdown && by([breakdown]),
  ]);
  const currencies = ofAll.results.map((row) => {
    const { figures, label: currency } = toFigures(row, 0);
    const rowsOf = (reply: QueryReply): { label: string; figures: RevenueFigures }[] =>
      reply.results.filter(({ dimensions }) => dimensions[0] === currency).map((each) => toFigures(each, 1));
    return {
      currency,
      ...figures,
      average: Math.round((10_000 * figures.revenue) / figures.sales) / 10_000,
      over_time: rowsOf(overTime).map(({ label, figures: rest }) => ({ time: label, ...rest })),
      ...(byValue && {
        breakdown: rowsOf(byValue)
          .slice(0, limit)
          .map(({ label, figures: rest }) => ({ value: label, ...rest })),
      }),
    };
  });
  return {
    currencies: currencies.toSorted((one, other) => other.sales - one.sales),
    meta: { time_labels: overTime.meta.time_labels ?? [], ...(ofAll.meta.sampled && { sampled: true }) },
    query: { ...query, date_range: ofAll.query.date_range },
  };
}

/** A row of `by`, and its value of the dimension at this place. */
function toFigures(
  { dimensions, metrics: [revenue, sales, buyers] }: QueryRow,
  place: number,
): { label: string; figures: RevenueFigures } {
  return {
    label: dimensions[place] ?? '',
    figures: { revenue: revenue ?? 0, sales: sales ?? 0, buyers: buyers ?? 0 },
  };
}

/** Passes only what has a revenue, or reaches a goal that has a value. */
async function toWorthSomething(
  { goal_values }: { goal_values: boolean },
  site: Site,
  { goals }: QueryStages,
): Promise<Filter> {
  const hasRevenue: Filter = ['is_not', 'event:currency', ['']];
  const valued = goal_values ? (await goals.list(site.id)).filter(({ value }) => value !== undefined) : [];
  return valued.length === 0
    ? hasRevenue
    : ['or', [hasRevenue, ['is', 'event:goal', valued.map(({ name }) => name)]]];
}
