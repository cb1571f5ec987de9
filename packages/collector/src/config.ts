import type { OpenIdConfig } from './control/openid.ts';

/** What `passerby serve` runs with. Each field is an environment variable and a flag; see `cli/serve.ts`. */
export interface Config extends OpenIdConfig {
  /** TCP port; 0 takes a free one. */
  port: number;
  /** Address to listen on. Anything but loopback needs an `adminToken`. */
  host: string;
  /** Directory of the event log, the control database and the embedded ClickHouse. */
  dataDir: string;
  /** `http(s)://user:password@host:port/database` of a ClickHouse server; unset: embedded. */
  clickhouseUrl: string | undefined;
  /** Where events are kept as files as well: `files` is the data directory, else the address of a bucket; unset: nowhere. */
  archive: string | undefined;
  /** CIDRs of the proxies whose `X-Forwarded-For` counts. */
  trustedProxies: string[];
  /** Path of an mmdb file with countries, and cities where it has them; unset: the bundled CC0 database of countries. */
  geoDb: string | undefined;
  /** Path of an mmdb file with networks (ASN); unset: they are unknown. */
  asnDb: string | undefined;
  /** Numbers of the networks (ASN) whose browsers are bots. */
  dataCentres: readonly number[];
  /** Path of a text file with hosts, one a line, whose referrers are no source; unset: those that are built in alone. */
  referrerSpam: string | undefined;
  /** Events of one visitor in a minute above which it is a bot; 0: any number. */
  maxEventsPerVisitor: number;
  /** Bearer token for reading; unset: anyone who reaches the loopback address may read. */
  adminToken: string | undefined;
  /** Months after which events, sessions and the loss ledger are deleted; 0: never. A site may have days of its own. */
  retentionMonths: number;
  /** Months after which the rollup's counts are deleted; 0: never. */
  rollupRetentionMonths: number;
  /** Longest time between two inserts while events wait, ms. */
  maxLagMs: number;
  /** Events written by one insert at most. */
  maxInsertRows: number;
  /** Size of waiting events above which new ones get 503, bytes. */
  maxLogBytes: number;
  /** Free bytes of the data directory's disk below which new events get 503; 0: it may run full. */
  minFreeBytes: number;
  /** Ids remembered against duplicates at most; the oldest go first. */
  maxDedupeIds: number;
  /** Requests from one network a minute; 0: any number. */
  maxRequestsPerNetwork: number;
  /** Batches of one site a minute; 0: any number. */
  maxRequestsPerSite: number;
  /** Queries of one token, session or person at once; more wait. */
  maxQueriesPerToken: number;
  /** Longest time of one query in ClickHouse, ms. */
  maxQueryMs: number;
  /** Most memory of one query in ClickHouse, bytes. */
  maxQueryMemoryBytes: number;
  /** Most rows that one query reads; 0: any number. */
  maxQueryRows: number;
  /** Size of the answers that are kept in memory, bytes; 0: none. */
  maxCacheBytes: number;
  /** Longest time for a request to arrive whole, ms. */
  requestTimeoutMs: number;
}

/** How long a duplicate is recognised, and how old an event may be when it arrives: 7 days, in ms. */
export const dedupeWindowMs: number = 7 * 24 * 60 * 60 * 1000;
