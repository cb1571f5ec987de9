import type { Metric } from '@passerby/wire';
import { type FilterDimension, toPropName } from '../state/filters.ts';
import type { PageName } from '../state/view.ts';

/** What a table can count. */
export type Column = Extract<
  Metric,
  | 'visitors'
  | 'visits'
  | 'pageviews'
  | 'events'
  | 'views_per_visit'
  | 'bounce_rate'
  | 'visit_duration'
  | 'conversion_rate'
  | 'time_on_page'
  | 'scroll_depth'
  | 'total_revenue'
>;

/** Pages that are one table with a choice of what it lists. */
export type TablePageName = Extract<PageName, 'pages' | 'sources' | 'locations' | 'devices' | 'events'>;

/** What each of them lists, the first by default. */
export const choices: Record<TablePageName, readonly FilterDimension[]> = {
  pages: ['event:page', 'visit:entry_page', 'visit:exit_page', 'event:hostname'],
  sources: [
    'visit:channel',
    'visit:source',
    'visit:referrer',
    'visit:utm_source',
    'visit:utm_medium',
    'visit:utm_campaign',
    'visit:utm_content',
    'visit:utm_term',
  ],
  locations: ['visit:country', 'visit:region', 'visit:city_name'],
  devices: ['visit:browser', 'visit:browser_version', 'visit:os', 'visit:os_version', 'visit:device'],
  events: ['event:name', 'event:goal'],
};

const ofVisits = ['visitors', 'visits', 'pageviews', 'bounce_rate', 'visit_duration'] as const;

export const columnsOf = (by: FilterDimension): readonly Column[] => {
  if (by === 'event:name' || toPropName(by) !== undefined) return ['events', 'visitors'];
  if (by === 'event:goal') return ['events', 'visitors', 'conversion_rate', 'total_revenue'];
  if (by === 'visit:entry_page')
    return ['visitors', 'visits', 'views_per_visit', 'bounce_rate', 'visit_duration'];
  if (by === 'event:page') return ['visitors', 'pageviews', 'bounce_rate', 'time_on_page', 'scroll_depth'];
  return ofVisits;
};
