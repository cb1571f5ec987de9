import type { Filter, FilterDimension } from './filter.ts';

/**
 * Metrics of the loss ledger: what became of the events that were received, bots and engagement included, by the time
 * of their arrival. `received = stored + queued + duplicates + rejected` at any time. `loss_rate` is in percent.
 */
export type LedgerMetric =
  'received' | 'stored' | 'queued' | 'duplicates' | 'rejected' | 'never_arrived' | 'loss_rate';

/**
 * Metrics of the query API. Rates and `percentage` are in percent, `visit_duration` and `time_on_page` in seconds; all
 * but `bots` and those of the ledger count people.
 */
export type Metric =
  | LedgerMetric
  | 'visitors'
  | 'visits'
  | 'pageviews'
  | 'events'
  | 'views_per_visit'
  | 'bounce_rate'
  | 'visit_duration'
  | 'scroll_depth'
  | 'time_on_page'
  | 'percentage'
  | 'conversion_rate'
  | 'group_conversion_rate'
  | 'total_revenue'
  | 'average_revenue'
  | 'bots';

/** Steps of time, in the site's time zone. `time` alone is the hour, day or month, by the length of the range. */
export type TimeDimension = 'time' | 'time:minute' | 'time:hour' | 'time:day' | 'time:week' | 'time:month';

/**
 * `event:props`: the names of an event's properties, each a row of its own. `rejection:code` goes with the metric
 * `rejected` alone.
 */
export type Dimension = TimeDimension | 'event:props' | 'rejection:code' | FilterDimension;

/**
 * A named range in the site's time zone that ends today (`24h`: this hour and the 23 before it), or `[first, last]`: two dates (`2026-11-01`, both
 * inclusive) or two ISO 8601 date-times with an offset (the second exclusive).
 */
export type DateRange =
  | 'day'
  | '24h'
  | '7d'
  | '28d'
  | '30d'
  | '91d'
  | 'month'
  | '6mo'
  | '12mo'
  | 'year'
  | 'all'
  | [first: string, last: string];

/** What an answer is compared with: the same length of time just before, the same dates a year before, or any range. */
export type Comparison =
  { mode: 'previous_period' | 'year_over_year' } | { mode: 'custom'; date_range: DateRange };

/** Body of `POST /api/v1/query`: the shape of the Plausible Stats API v2. */
export interface Query {
  /** The site's public key. */
  site_id: string;
  metrics: Metric[];
  date_range: DateRange;
  /** Group by these, in this order (default: none, one row). */
  dimensions?: Dimension[];
  /** All must hold. */
  filters?: Filter[];
  /** Default: by time where there is a time dimension, else by the first metric, highest first. */
  order_by?: [by: Metric | Dimension, direction: 'asc' | 'desc'][];
  include?: {
    /** List every step of time of the range in `meta.time_labels`, rows or not (default false). */
    time_labels?: boolean;
    /** Count all rows before pagination in `meta.total_rows` (default false). */
    total_rows?: boolean;
    /** Read the events themselves, also where the rollup would answer (default false). */
    raw?: boolean;
    /**
     * Share of the visitors of whom events may be read, 0.001 to 1, all others being estimated from them (default: 1, all
     * are). What the rollup answers is exact all the same; `meta.sample` says where it is not.
     */
    sample?: number;
    /** Say in `meta.explain` what ClickHouse is going to do (default false). */
    explain?: boolean;
    /** Put the numbers of another range beside those of each row (default: none). */
    comparisons?: Comparison;
  };
  /** Default `{ limit: 10_000, offset: 0 }`; the limit is at most 10,000. */
  pagination?: { limit?: number; offset?: number };
}

export interface QueryRow {
  /** Values in the order of the query's metrics; `null` where nothing can be computed (a rate of no visits). */
  metrics: (number | null)[];
  /** Values in the order of the query's dimensions: `2026-11-01`, `2026-11-01 13:00:00`, `/pricing`, `DE`, … */
  dimensions: string[];
  /** The same row of the range that is compared with; only where `include.comparisons` asks for it. */
  comparison?: {
    metrics: (number | null)[];
    /** Its own label where there is a time dimension. */
    dimensions: string[];
    /** By how much each metric is higher now: percent, or points for a rate; `null` where nothing can be computed. */
    change: (number | null)[];
  };
}

/** Answer of `POST /api/v1/query`. */
export interface QueryReply {
  results: QueryRow[];
  meta: {
    time_labels?: string[];
    total_rows?: number;
    /** Some of the events stand for more than themselves (`Batch.sampleRate`): all counts are estimates. */
    sampled?: true;
    /** Share of the visitors that were read, where the query asked for no more: all counts are estimates. */
    sample?: number;
    /** What was read: the events, the rollup by quarters of an hour, the days of visits, or the loss ledger. */
    plan?: 'events' | 'rollup' | 'visit_days' | 'ledger';
    /** Lines of ClickHouse's `EXPLAIN`. */
    explain?: string[];
    /** Currency of all revenue of the answer. */
    currency?: string;
    /** Metrics that are `null` for a reason. */
    metric_warnings?: Partial<Record<Metric, { code: string; warning: string }>>;
    /** `meta.time_labels` of the range that is compared with, at the same places. */
    comparison_time_labels?: string[];
    /** The range that is compared with, as two date-times. */
    comparison_date_range?: [first: string, last: string];
  };
  /** The query as it was understood: the range as two date-times, defaults filled in. */
  query: Query;
}
