import type { Metric, Query } from '@passerby/wire';
import type { FilterDimension } from '../state/filters.ts';
import { isOneDay } from '../state/date-range.ts';
import { lines, type View } from '../state/view.ts';

/** Figures of the headline, and `events`, which moves with anything that happens. */
export const pulseMetrics = [
  'visitors',
  'visits',
  'pageviews',
  'views_per_visit',
  'bounce_rate',
  'visit_duration',
  'events',
] as const satisfies Metric[];

/** Most rows of a list that are fetched. */
const listRows = 100;

/** Names under which the collector stores what is not a custom event. */
const builtInEvents = ['pageview', 'engagement'];

const common = (view: View): Pick<Query, 'site_id' | 'date_range' | 'filters'> => ({
  site_id: view.site ?? '',
  date_range: view.range,
  filters: view.filters,
});

/** One row with the headline figures. While its answer stays the same, nothing else on the page has changed either. */
export function pulseQuery(view: View): Query {
  return { ...common(view), metrics: [...pulseMetrics] };
}

export function seriesQuery(view: View, today: string): Query {
  return {
    ...common(view),
    metrics: [...lines],
    dimensions: [isOneDay(view.range, today) ? 'time:hour' : 'time:day'],
    include: { time_labels: true },
  };
}

export function listQuery(view: View, dimension: FilterDimension): Query {
  const base = common(view);
  const isEvents = dimension === 'event:name';
  return {
    ...base,
    metrics: [isEvents ? 'events' : 'visitors'],
    dimensions: [dimension],
    filters: isEvents ? [...view.filters, ['is_not', 'event:name', builtInEvents]] : view.filters,
    pagination: { limit: listRows },
  };
}

/** Visitors of the last five minutes, whatever the page's range and filters. */
export function activeQuery(site: string, now: Date): Query {
  const first = new Date(now.getTime() - 5 * 60_000);
  return { site_id: site, metrics: ['visitors'], date_range: [first.toISOString(), now.toISOString()] };
}

/** Whether the site has ever sent anything. */
export function everQuery(site: string): Query {
  return { site_id: site, metrics: ['events'], date_range: 'all' };
}
