/**
 * Metrics of the loss ledger: what became of the events that were received, bots and engagement included, by the time
 * of their arrival. `received = stored + queued + duplicates + rejected` at any time. `loss_rate` is in percent.
 */
export type LedgerMetric =
  'received' | 'stored' | 'queued' | 'duplicates' | 'rejected' | 'never_arrived' | 'loss_rate';

/**
 * Metrics of the query API. `bounce_rate` is in percent, `visit_duration` in seconds; all but `bots` and those of the
 * ledger count people.
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
  | 'bots';

/** Dimensions with a value of their own, which can also be filtered on. */
export type FilterDimension =
  | 'event:page'
  | 'event:name'
  | 'event:hostname'
  | 'visit:source'
  | 'visit:channel'
  | 'visit:referrer'
  | 'visit:utm_source'
  | 'visit:utm_medium'
  | 'visit:utm_campaign'
  | 'visit:country'
  | 'visit:browser'
  | 'visit:os'
  | 'visit:device';

/** `rejection:code` goes with the metric `rejected` alone. */
export type Dimension = 'time:hour' | 'time:day' | 'rejection:code' | FilterDimension;

/** A row passes when the dimension equals (or contains) any of the values; `is_not`: none of them. */
export type Filter = [operator: 'is' | 'is_not' | 'contains', dimension: FilterDimension, values: string[]];

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
    /** List every hour or day of the range in `meta.time_labels`, rows or not (default false). */
    time_labels?: boolean;
    /** Count all rows before pagination in `meta.total_rows` (default false). */
    total_rows?: boolean;
  };
  /** Default `{ limit: 10_000, offset: 0 }`; the limit is at most 10,000. */
  pagination?: { limit?: number; offset?: number };
}

export interface QueryRow {
  /** Values in the order of the query's metrics; `null` where nothing can be computed (a rate of no visits). */
  metrics: (number | null)[];
  /** Values in the order of the query's dimensions: `2026-11-01`, `2026-11-01 13:00:00`, `/pricing`, `DE`, … */
  dimensions: string[];
}

/** Answer of `POST /api/v1/query`. */
export interface QueryReply {
  results: QueryRow[];
  meta: {
    time_labels?: string[];
    total_rows?: number;
    /** Some of the events stand for more than themselves (`Batch.sampleRate`): all counts are estimates. */
    sampled?: true;
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

export interface SiteSummary {
  /** Public key: `site` of a batch, `site_id` of a query. */
  site: string;
  /** IANA time zone in which its days begin. */
  timezone: string;
}
