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

/** A property of events: `event:props:plan`. Its name is at most 64 bytes. */
export type PropDimension = `event:props:${string}`;

/** Dimensions with a value of their own, which can also be filtered on. */
export type FilterDimension =
  | 'event:page'
  | 'event:name'
  | 'event:plan'
  | 'event:goal'
  | 'event:hostname'
  | 'event:currency'
  | PropDimension
  | 'visit:entry_page'
  | 'visit:exit_page'
  | 'visit:source'
  | 'visit:channel'
  | 'visit:referrer'
  | 'visit:utm_source'
  | 'visit:utm_medium'
  | 'visit:utm_campaign'
  | 'visit:utm_content'
  | 'visit:utm_term'
  | 'visit:country'
  | 'visit:region'
  | 'visit:city'
  | 'visit:city_name'
  | 'visit:asn'
  | 'visit:browser'
  | 'visit:browser_version'
  | 'visit:os'
  | 'visit:os_version'
  | 'visit:device';

/** Steps of time, in the site's time zone. `time` alone is the hour, day or month, by the length of the range. */
export type TimeDimension = 'time' | 'time:minute' | 'time:hour' | 'time:day' | 'time:week' | 'time:month';

/**
 * `event:props`: the names of an event's properties, each a row of its own. `rejection:code` goes with the metric
 * `rejected` alone.
 */
export type Dimension = TimeDimension | 'event:props' | 'rejection:code' | FilterDimension;

/** `matches` takes regular expressions in the syntax of RE2. */
export type FilterOperator = 'is' | 'is_not' | 'contains' | 'contains_not' | 'matches' | 'matches_not';

/** A row passes when the dimension equals, contains or matches any of the values; `…_not`: none of them. */
export type ValueFilter = [
  operator: FilterOperator,
  dimension: FilterDimension,
  values: string[],
  /** Default: case matters. */
  modifiers?: { case_sensitive?: boolean },
];

/**
 * Filters can be combined, five deep at most. `has_done` keeps the visits in which any event of the range passes the
 * filter within, `has_not_done` the others.
 */
export type Filter =
  | ValueFilter
  | [operator: 'and' | 'or', filters: Filter[]]
  | [operator: 'not' | 'has_done' | 'has_not_done', filter: Filter];

/**
 * A named range in the site's time zone that ends today, or `[first, last]`: two dates (`2026-11-01`, both
 * inclusive) or two ISO 8601 date-times with an offset (the second exclusive).
 */
export type DateRange =
  | 'day'
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
    /** What was read: the events, the rollup, or the loss ledger. */
    plan?: 'events' | 'rollup' | 'ledger';
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

/** Answer of `DELETE /api/v1/visitors/{id}`. */
export interface ErasedReply {
  /** How many were erased. */
  erased: { events: number; sessions: number; rejected: number };
}

/** Answer of `GET /api/v1/sites`. */
export interface SitesReply {
  sites: SiteSummary[];
}

/** A token as it is listed: its secret is shown once, when it is made. */
export interface TokenSummary {
  id: number;
  /** To know it by; may be empty. */
  name: string;
  /** `ingest`: send events; `read`: read numbers; `admin`: everything. */
  scope: 'ingest' | 'read' | 'admin';
  /** The one site it is for; unset: all sites. */
  site?: string;
  /** When its secret was made, ms since the epoch. */
  createdAt: number;
}

/** Answer of `GET /api/v1/tokens`. */
export interface TokensReply {
  tokens: TokenSummary[];
}

/** Answer of `POST /api/v1/tokens` and of a rotation. */
export interface NewTokenReply extends TokenSummary {
  /** The secret, for `Authorization: Bearer`; shown this once. */
  token: string;
}

/** Answer of `GET` and `PATCH /api/v1/sites/{site}/rules`: which events of a site count. An empty list is no rule. */
export interface SiteRulesReply {
  /** Hosts whose pages count; `*.shop.example` stands for every host under it. */
  hostnames: string[];
  /** Globs of paths that do not count: `*` is anything but a slash, `**` anything at all. */
  excluded_paths: string[];
  /** Query parameters that belong to the address of a page. */
  kept_parameters: string[];
}

/** Body of `POST /api/v1/annotations`. */
export interface NewAnnotation {
  site_id: string;
  /** ms since the epoch, from 2000 to 2100 (default: now). */
  time?: number;
  /** 1 to 200 characters. */
  text: string;
  /** http or https, at most 2,000 characters. */
  link?: string;
}

/** Something that happened around a site, such as a deployment. */
export interface Annotation {
  id: number;
  /** ms since the epoch. */
  time: number;
  text: string;
  link?: string;
}

/** Answer of `GET /api/v1/annotations`, by time. */
export interface AnnotationsReply {
  annotations: Annotation[];
}

/** Body of `POST /api/v1/sites/{site}/links`. */
export interface NewSharedLink {
  /** To know it by (default: empty). */
  name?: string;
  /** Asked of whoever opens it, 8 to 256 characters (default: none is). */
  password?: string;
  /** Whether other pages may show it in a frame (default: they may not). */
  mayEmbed?: boolean;
}

/** A shared link as it is listed: its secret is shown once, when it is made. */
export interface SharedLinkSummary {
  id: number;
  /** To know it by; may be empty. */
  name: string;
  hasPassword: boolean;
  /** Whether other pages may show it in a frame. */
  mayEmbed: boolean;
  /** ms since the epoch. */
  createdAt: number;
}

/** Answer of `GET /api/v1/sites/{site}/links`. */
export interface SharedLinksReply {
  links: SharedLinkSummary[];
}

/** Answer of `POST /api/v1/sites/{site}/links`. */
export interface NewSharedLinkReply extends SharedLinkSummary {
  /** Where it leads, from the dashboard's address; with the secret, shown this once. */
  path: string;
}

/** Answer of `POST /api/v1/shared/unlock`. */
export interface UnlockedReply {
  /** For `Authorization: Bearer`, in the place of the link's secret. */
  key: string;
  /** How long it opens the link, s. */
  seconds: number;
}

/** Answer of `GET /api/v1/session`. */
export interface SessionReply {
  /** Whether the request bears the cookie of a session that is open. */
  signedIn: boolean;
  /** What the OpenID provider is called, by which one may sign in; unset: there is none. */
  provider?: string;
}

/** Answer of `GET /api/v1/rejected`. */
export interface RejectedReply {
  /** Newest first. */
  rejected: RejectedEvent[];
}

/** An event that was not stored; kept for 30 days. */
export interface RejectedEvent {
  /** By the collector's clock, ms since the epoch. */
  receivedAt: number;
  /** A `RejectionCode`, or `refused_by_clickhouse` for an event that passed validation. */
  code: string;
  message: string;
  /** The event's id where it could be read, else empty. */
  id: string;
  /** JSON of what is kept of it: known fields, cut short, URLs without query. */
  event: string;
}

/** Answer of `POST /api/v1/rejected/replay`: `found` is the sum of the others but for what was replayed before. */
export interface ReplayReply {
  /** Rejected events that were tried. */
  found: number;
  /** Came in. */
  accepted: number;
  /** Were there already. */
  duplicates: number;
  /** Are still rejected, by reason, the most frequent first. `kept_in_part`: too little of it was kept. */
  rejected: { code: string; message: string; count: number }[];
}

/** Body of `POST /api/v1/sites/{site}/goals`: reached by a custom event, or by a view of a page. */
export interface NewGoal {
  /** What it is called in queries (default: the event's name, or `Visit` and the path). */
  name?: string;
  /** Name of the custom event. */
  event?: string;
  /** Path of the page; `*` is anything but a slash, `**` anything at all. */
  page?: string;
  /** What reaching it is worth, where the event brings no revenue of its own. */
  value?: { amount: number; currency: string };
}

/** Has one of `event` and `page`. */
export interface GoalSummary extends NewGoal {
  id: number;
  name: string;
}

/** Answer of `GET /api/v1/sites/{site}/goals`, by name. */
export interface GoalsReply {
  goals: GoalSummary[];
}

/** What an operator lets a site have. */
export interface SiteLimits {
  /** Events accepted in a calendar month of the site's time zone. */
  monthly_quota?: number;
  /** Batches a minute; 0: any number. */
  requests_per_minute?: number;
  /** Days after which its events are deleted, 1 to 3,650. */
  retention_days?: number;
}

/** The limits of the site are those that it does not share with all others. */
export interface SiteSummary extends SiteLimits {
  /** Public key: `site` of a batch, `site_id` of a query. */
  site: string;
  /** IANA time zone in which its days begin. */
  timezone: string;
}
