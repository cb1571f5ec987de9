import type { Metric, Query } from '@passerby/wire';
import type { ComparedTime } from '../state/comparison.ts';
import type { FilterDimension } from '../state/filters.ts';
import { isByHour, toDatesBefore, toRangeBefore } from '../state/date-range.ts';
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
export const builtInEvents = ['pageview', 'engagement'];

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
    dimensions: [isByHour(view.range, today) ? 'time:hour' : 'time:day'],
    include: { time_labels: true },
  };
}

/** The headline figures of the time compared with. `now`: wall clock of the site. */
export function pulseBeforeQuery(view: View, now: string, time: ComparedTime): Query {
  return { ...pulseQuery(view), date_range: toRangeBefore(view.range, now, time) };
}

/** The lines of the time compared with, whole: what is to come as well. */
export function seriesBeforeQuery(view: View, today: string, time: ComparedTime): Query {
  return { ...seriesQuery(view, today), date_range: toDatesBefore(view.range, today, time) };
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

/** Whether the site has ever sent anything. */
export function everQuery(site: string): Query {
  return { site_id: site, metrics: ['events'], date_range: 'all' };
}
