import type { Filter, FilterDimension } from './filter.ts';
import type { DateRange } from './query.ts';

/** What all reports take, as queries do. */
export interface ReportQuery {
  /** The site's public key. */
  site_id: string;
  date_range: DateRange;
  /** Choose visits: those that `visits` of a query with the same filters counts. */
  filters?: Filter[];
}

/** What is told about an answer as a whole. */
interface ReportMeta {
  /** Some of the events stand for more than themselves (`Batch.sampleRate`): all counts are estimates. */
  sampled?: true;
  /** What to keep in mind when reading the numbers. */
  warning?: { code: string; warning: string };
}

/** Has one of `page`, `event` and `goal`. */
export interface FunnelStep {
  /** Path of a page that is viewed; `*` is anything but a slash, `**` anything at all. */
  page?: string;
  /** Name of a custom event. */
  event?: string;
  /** Name of a goal of the site. */
  goal?: string;
  /** What the event itself must pass. */
  filters?: Filter[];
}

/** Body of `POST /api/v1/reports/funnel`. */
export interface FunnelQuery extends ReportQuery {
  /** In the order in which they are to be done: 2 to 8. */
  steps: FunnelStep[];
  /** Longest time from the first step to the last, seconds (1 to 2,592,000, which is 30 days; default 86,400). */
  window?: number;
  /** Also by the value of this, at the visitor's first step; any but `event:goal` and `event:currency` (default: none). */
  breakdown?: FilterDimension;
  /** Values of the breakdown, those with most visitors first (1 to 100, default 10). */
  limit?: number;
}

/** How far visitors came. Rates are in percent; `null` of nobody. */
export interface FunnelStepReply {
  /** The step's page, event or goal. */
  name: string;
  /** Visitors who did this step after those before it. */
  visitors: number;
  /** Visitors who did the step before and not this one. */
  dropped: number;
  /** `visitors`, of those of the step before. */
  step_rate: number | null;
  /** `visitors`, of those of the first step. */
  conversion_rate: number | null;
}

/** Answer of `POST /api/v1/reports/funnel`. */
export interface FunnelReply {
  steps: FunnelStepReply[];
  /** Only where a breakdown is asked for. */
  breakdown?: { value: string; steps: FunnelStepReply[] }[];
  meta: ReportMeta;
  /** The query as it was understood: the range as two date-times, defaults filled in. */
  query: FunnelQuery;
}

/** Body of `POST /api/v1/reports/retention`. */
export interface RetentionQuery extends ReportQuery {
  /** How long a cohort's first visits lie together, and how far apart the visits that are counted (default `week`). */
  period?: 'day' | 'week' | 'month';
}

/** Visitors whose first visit fell into the same period. */
export interface RetentionCohort {
  /** First day of the period, in the site's time zone. */
  cohort: string;
  visitors: number;
  /** Who of them visited in the period itself, in the next one, and so on to the end of the range. */
  returned: number[];
  /** The same in percent of `visitors`; `null` of nobody. */
  rates: (number | null)[];
}

/** Answer of `POST /api/v1/reports/retention`. */
export interface RetentionReply {
  /** Every period of the range, visitors or not. */
  cohorts: RetentionCohort[];
  meta: ReportMeta & {
    /** Visits of the range that pass the filters. */
    visits: number;
    /** Those of them whose visitor agreed to be known again. Only these visitors are in the cohorts. */
    identified_visits: number;
  };
  /** The query as it was understood: the range as two date-times, defaults filled in. */
  query: RetentionQuery;
}

/** Body of `POST /api/v1/reports/paths`. With neither `from` nor `to`: from where visits enter to where they leave. */
export interface PathsQuery extends ReportQuery {
  /** What visits do after their first view of this page; `*` and `**` as in goals. */
  from?: string;
  /** What visits did before their first view of this page. */
  to?: string;
  /** Steps from there (1 to 6, default 3). */
  steps?: number;
  /** Pages told apart in each step, those with most visits first; the rest is `other` (1 to 20, default 5). */
  limit?: number;
}

/** Where visits are after so many steps. */
export interface PathNode {
  /** 0 is where the paths begin, or (`to`) end; steps before are negative. */
  step: number;
  /** `entry`: the visit began with the step after; `exit`: it ended with the step before. */
  kind: 'page' | 'other' | 'entry' | 'exit';
  /** Path of the page; empty for the other kinds. */
  page: string;
  visits: number;
}

/** Visits that went from one node to the next: indexes into `nodes`. */
export interface PathLink {
  source: number;
  target: number;
  visits: number;
}

/** Answer of `POST /api/v1/reports/paths`: a graph without circles, as Sankey diagrams take it. */
export interface PathsReply {
  /** By step, and within it by visits, the most first; `other`, `entry` and `exit` last. */
  nodes: PathNode[];
  links: PathLink[];
  meta: ReportMeta & {
    /** Visits that the paths are of. */
    visits: number;
  };
  /** The query as it was understood: the range as two date-times, defaults filled in. */
  query: PathsQuery;
}

/** Body of `POST /api/v1/reports/revenue`. Here filters choose events, as in queries. */
export interface RevenueQuery extends ReportQuery {
  /** Steps of time (default `time`: by the length of the range). */
  interval?: 'time' | 'time:hour' | 'time:day' | 'time:week' | 'time:month';
  /** Also by the value of this: a source, a product's property, … (default: none). */
  breakdown?: FilterDimension;
  /** Values of the breakdown for each currency, those with most revenue first (1 to 100, default 10). */
  limit?: number;
  /** An event without a revenue of its own is worth what the first goal by name is that it reaches (default true). */
  goal_values?: boolean;
}

/** Money and how it came in. */
export interface RevenueFigures {
  revenue: number;
  /** Events that brought it. */
  sales: number;
  /** Visitors who did them. */
  buyers: number;
}

/** The revenue in one currency; several have no sum. */
export interface RevenueOfCurrency extends RevenueFigures {
  /** ISO 4217. */
  currency: string;
  /** Mean revenue of a sale. */
  average: number;
  /** Steps with any revenue, by time. */
  over_time: (RevenueFigures & { time: string })[];
  /** Only where a breakdown is asked for. */
  breakdown?: (RevenueFigures & { value: string })[];
}

/** Answer of `POST /api/v1/reports/revenue`. */
export interface RevenueReply {
  /** The currency with most sales first. */
  currencies: RevenueOfCurrency[];
  meta: ReportMeta & {
    /** Every step of time of the range, revenue or not. */
    time_labels: string[];
  };
  /** The query as it was understood: the range as two date-times, defaults filled in. */
  query: RevenueQuery;
}
