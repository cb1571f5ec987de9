import type { LedgerMetric, Metric } from '@passerby/wire';
import type { Worth } from './goal-sql.ts';

/** A query asks for these, or for those of the ledger; see `validateQuery`. */
export type VisitMetric = Exclude<Metric, LedgerMetric>;

/** A session is of a person or of a bot, never of both, because a bot is a visitor of its own; see `enrich`. */
const person = `visited.bot = ''`;

/** Beside the events grouped by visit (`visited`): the visit as a whole (`visit`), and visitors to compare with. */
interface Shares {
  /** SQL of all visitors who pass the filters. */
  all: string;
  /** Of those who pass the filters but for goals and properties. */
  possible: string;
  /** The same, of the row's own group. */
  possibleInGroup: string;
}

/** What of the events a metric needs besides their number. */
export const needs: Partial<Record<VisitMetric, 'visit' | 'engagement' | 'worth'>> = {
  views_per_visit: 'visit',
  bounce_rate: 'visit',
  visit_duration: 'visit',
  scroll_depth: 'engagement',
  time_on_page: 'engagement',
  total_revenue: 'worth',
  average_revenue: 'worth',
};

const shareOf = (visitors: string, of: string): string => `round(100 * (${visitors}) / nullIf(${of}, 0), 1)`;

/** How events count: each for itself, or, where some were sampled, for more. */
export interface Counting {
  /** What the grouping by visit counts. */
  columns: { events: string; engagement: string; worth: (worth: Worth) => string };
  metric(metric: VisitMetric, shares: Shares): string;
  /** Columns that tell about the answer as a whole. */
  outer: string[];
}

const engagementOf = (weight: string): string =>
  `sum(${weight} * events.engaged_ms) AS engaged_ms, countIf(type = 'engagement') AS engagements, max(events.scroll_depth) AS scroll_depth`;

const visitors = `uniqIf(visitor_id, ${person})`;

export const whole: Counting = {
  columns: {
    events: "countIf(type = 'pageview') AS pageviews, countIf(type != 'engagement') AS events",
    engagement: engagementOf('1'),
    worth: ({ amount, currency }) => `sum(${amount}) AS revenue, countIf(${currency} != '') AS sales`,
  },
  metric(metric, { all, possible, possibleInGroup }) {
    switch (metric) {
      case 'visitors':
        return visitors;
      case 'visits':
        return `countIf(${person})`;
      case 'pageviews':
        return `sumIf(visited.pageviews, ${person})`;
      case 'events':
        return `sumIf(visited.events, ${person})`;
      case 'views_per_visit':
        return `round(avgIf(visit.pageviews, ${person}), 2)`;
      case 'bounce_rate':
        return `round(100 * avgIf(visit.is_bounce, ${person}))`;
      case 'visit_duration':
        return `round(avgIf(visit.duration_ms, ${person}) / 1000)`;
      case 'scroll_depth':
        return `round(avgIf(visited.scroll_depth, ${person} AND visited.engagements > 0))`;
      case 'time_on_page':
        return `if(countIf(${person} AND visited.engagements > 0) = 0, NULL, round(sumIf(visited.engaged_ms, ${person}) / countIf(${person}) / 1000))`;
      case 'percentage':
        return shareOf(visitors, all);
      case 'conversion_rate':
        return shareOf(visitors, possible);
      case 'group_conversion_rate':
        return shareOf(visitors, possibleInGroup);
      case 'total_revenue':
        return `toFloat64(sumIf(visited.revenue, ${person}))`;
      case 'average_revenue':
        return `round(sumIf(toFloat64(visited.revenue), ${person}) / sumIf(visited.sales, ${person}), 4)`;
      default:
        return `sumIf(visited.events, NOT (${person}))`;
    }
  },
  outer: [],
};

/** A visitor stands for as many as a visit does on average. */
const sampledVisitors = `round(ifNotFinite(${visitors} * avgIf(visited.weight, ${person}), 0))`;

/**
 * The same numbers where some events stand for more than themselves: because the tracker counted a share of them, or the
 * query reads only a share of the visitors. A visit stands for as many as the event of it that was the likeliest to be
 * counted.
 */
export function toSampled(share: number): Counting {
  const rate = `(sample_rate * ${share})`;
  return {
    columns: {
      events: `sumIf(1 / ${rate}, type = 'pageview') AS pageviews, sumIf(1 / ${rate}, type != 'engagement') AS events, 1 / max(${rate}) AS weight, min(${rate}) AS least_rate`,
      engagement: engagementOf(`1 / ${rate}`),
      worth: ({ amount, currency }) =>
        `sum(toFloat64(${amount}) / ${rate}) AS revenue, sumIf(1 / ${rate}, ${currency} != '') AS sales`,
    },
    metric: sampledMetric,
    outer: ['sum(countIf(visited.least_rate < 1)) OVER () > 0 AS sampled'],
  };
}

const sampledMetric: Counting['metric'] = (metric, shares) => {
  switch (metric) {
    case 'visitors':
      return sampledVisitors;
    case 'visits':
      return `round(sumIf(visited.weight, ${person}))`;
    case 'pageviews':
    case 'events':
    case 'bots':
      return `round(${whole.metric(metric, shares)})`;
    case 'views_per_visit':
      return `round(avgWeightedIf(visit.pageviews, visited.weight, ${person}), 2)`;
    case 'bounce_rate':
      return `round(100 * avgWeightedIf(visit.is_bounce, visited.weight, ${person}))`;
    case 'visit_duration':
      return `round(avgWeightedIf(visit.duration_ms, visited.weight, ${person}) / 1000)`;
    case 'scroll_depth':
      return `round(avgWeightedIf(visited.scroll_depth, visited.weight, ${person} AND visited.engagements > 0))`;
    case 'time_on_page':
      return `if(countIf(${person} AND visited.engagements > 0) = 0, NULL, round(sumIf(visited.engaged_ms, ${person}) / sumIf(visited.weight, ${person}) / 1000))`;
    case 'percentage':
      return shareOf(sampledVisitors, shares.all);
    case 'conversion_rate':
      return shareOf(sampledVisitors, shares.possible);
    case 'group_conversion_rate':
      return shareOf(sampledVisitors, shares.possibleInGroup);
    default:
      return whole.metric(metric, shares);
  }
};
