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
  /** Origins that may send besides the domain and its subdomains; unset for who may only view it. */
  origins?: string[];
}
