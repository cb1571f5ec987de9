import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  Batch,
  ErrorReply,
  Event,
  NewTokenReply,
  Query,
  QueryBatchReply,
  QueryReply,
  Reply,
} from '@passerby/wire';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import type { Config } from '../src/config.ts';
import { openControlDatabase } from '../src/control/database.ts';
import { createSites } from '../src/control/sites.ts';
import { dataCentres } from '../src/enrich/data-centres.ts';
import { controlPath, createDataDir } from '../src/ops/data-dir.ts';
import { startServer, type Server } from '../src/server.ts';
import { whenTrue } from './when-true.ts';

/** The collector of one test file, in this process, with a data directory and a database of its own. */
export interface TestCollector {
  readonly url: string;
  readonly config: Config;
  start(overrides?: Partial<Config>): Promise<void>;
  /** Resolves when all events are in ClickHouse. */
  stop(): Promise<void>;
  addSite(domain: string, options?: { origins?: string[]; timezone?: string }): Promise<void>;
  /** Sends anything to `/api/v1/events`; an object goes as JSON. */
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Sends events in one valid batch and expects 202. */
  send(events: Partial<Event>[], batch?: Partial<Batch>, headers?: Record<string, string>): Promise<Reply>;
  /** Asks `/api/v1/query` and expects 200. */
  query(query: Partial<Query>, headers?: Record<string, string>): Promise<QueryReply>;
  /** Asks `/api/v1/query/batch` and expects 200. */
  queryAll(queries: unknown[], headers?: Record<string, string>): Promise<QueryBatchReply['answers']>;
  /** Asks alone, and with others that one statement may answer as well, and expects the same; see `maxCacheBytes`. */
  queryInCompany(query: Partial<Query>): Promise<QueryReply>;
  /** Waits until so many events, page views included, are queryable. */
  whenStored(events: number, site?: string): Promise<void>;
}

export const site = 'shop.example';

/** What tests send as, where they do not say otherwise; fetch's own `node` would be a bot. */
const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

/** Settings of a collector that writes at once; `clickhouseUrl` is the project's. */
export function toConfig(dataDir: string, overrides?: Partial<Config>): Config {
  const server = inject('clickhouseUrl');
  return {
    port: 0,
    host: '127.0.0.1',
    dataDir,
    clickhouseUrl: server === '' ? undefined : `${server}/test_${randomUUID().replaceAll('-', '')}`,
    archive: undefined,
    trustedProxies: ['127.0.0.1/32'],
    geoDb: undefined,
    asnDb: undefined,
    dataCentres,
    referrerSpam: undefined,
    maxEventsPerVisitor: 1_000,
    adminToken: undefined,
    publicUrl: undefined,
    oidcIssuer: undefined,
    oidcAudience: undefined,
    oidcClientId: undefined,
    oidcClientSecret: undefined,
    oidcScope: 'openid',
    oidcName: 'single sign-on',
    oidcSitesClaim: 'passerby_sites',
    oidcRoleClaim: 'passerby_role',
    retentionMonths: 14,
    rollupRetentionMonths: 120,
    maxLagMs: 20,
    maxInsertRows: 20_000,
    maxLogBytes: 1_000_000_000,
    minFreeBytes: 0,
    maxDedupeIds: 1_000_000,
    maxRequestsPerNetwork: 0,
    maxRequestsPerSite: 0,
    maxQueriesPerToken: 2,
    maxQueryMs: 30_000,
    maxQueryMemoryBytes: 2_000_000_000,
    maxQueryRows: 0,
    maxCacheBytes: 10_000_000,
    requestTimeoutMs: 30_000,
    ...overrides,
  };
}

/** A directory that goes away after the file's tests. */
export function useDataDir(): () => string {
  let dataDir = '';
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'passerby-test-'));
  });
  afterAll(async () => {
    await rm(dataDir, { recursive: true, force: true });
  });
  return () => dataDir;
}

/** Starts a collector before the file's tests and stops it after them. */
export function useCollector(defaults?: Partial<Config>): TestCollector {
  const dataDir = useDataDir();
  let config: Config;
  let server: Server | undefined;

  const collector: TestCollector = {
    get url() {
      return server?.url ?? 'http://not-started.invalid';
    },
    get config() {
      return config;
    },
    async start(overrides) {
      server = await startServer({ ...config, ...overrides });
    },
    async stop() {
      await server?.stop();
      server = undefined;
    },
    async addSite(domain, options) {
      createDataDir(config.dataDir);
      const control = await openControlDatabase(controlPath(config.dataDir));
      await createSites(control).add({ domain, ...options });
      await control.destroy();
    },
    post: (body, headers) =>
      whenInTime(() =>
        fetch(`${collector.url}/api/v1/events`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'user-agent': userAgent, ...headers },
          body: toBody(body),
        }),
      ),
    async send(events, batch, headers) {
      const response = await collector.post(toBatch(events, batch), headers);
      const reply = await response.json();
      expect({ status: response.status, reply }).toEqual({ status: 202, reply });
      return reply as Reply;
    },
    async query(query, headers) {
      const response = await ask(collector.url, query, headers);
      const reply = await response.json();
      expect({ status: response.status, reply }).toEqual({ status: 200, reply });
      return reply as QueryReply;
    },
    async queryAll(queries, headers) {
      const response = await askAll(collector.url, { queries }, headers);
      const reply = await response.json();
      expect({ status: response.status, reply }).toEqual({ status: 200, reply });
      return (reply as QueryBatchReply).answers;
    },
    async queryInCompany(query) {
      const alone = await collector.query(query);
      const asked = { site_id: site, metrics: ['visitors'], date_range: 'all', ...query };
      const others = [['visit:source'], []];
      const [together] = await collector.queryAll([
        asked,
        ...others.map((dimensions) => ({ ...asked, dimensions })),
      ]);
      expect(together).toEqual(alone);
      return alone;
    },
    async whenStored(events, site_id = site) {
      await whenTrue(async () => {
        const { results } = await collector.query({ site_id, metrics: ['events'] });
        expect(results[0]?.metrics[0]).toBe(events);
        // Rows show a moment before the sessions that their insert feeds; what is acknowledged has both.
        const counters = await (await fetch(`${collector.url}/metrics`)).text();
        expect(counters).toMatch(/^passerby_events_queued 0$/m);
      });
    },
  };

  beforeAll(async () => {
    config = toConfig(dataDir(), defaults);
    await collector.addSite(site);
    await collector.start();
  });
  afterAll(async () => {
    await collector.stop();
  });
  return collector;
}

/** `POST /api/v1/query` with defaults for what the test does not say. */
export function ask(url: string, query: unknown, headers?: Record<string, string>): Promise<Response> {
  return whenInTime(() =>
    fetch(`${url}/api/v1/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body:
        typeof query === 'string'
          ? query
          : JSON.stringify({ site_id: site, metrics: ['visitors'], date_range: 'all', ...(query as object) }),
    }),
  );
}

/** `POST /api/v1/query/batch`. */
export function askAll(url: string, body: unknown, headers?: Record<string, string>): Promise<Response> {
  return whenInTime(() =>
    fetch(`${url}/api/v1/query/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    }),
  );
}

/**
 * Sends a request again, as trackers do, while the collector turns it away because other tests keep the machine so busy
 * that it is a second late.
 */
export async function whenInTime(request: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const response = await request();
    if (response.status !== 503 || !(await response.clone().text()).includes('short of time'))
      return response;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** A batch of these events: page views of now where they do not say otherwise. */
export function toBatch(events: Partial<Event>[], batch?: Partial<Batch>): Batch {
  const now = Date.now();
  return {
    site,
    sentAt: now,
    ...batch,
    events: events.map(
      (event) =>
        ({ id: randomUUID(), type: 'pageview', time: now, url: `https://${site}/`, ...event }) as Event,
    ),
  };
}

export async function readError(response: Response): Promise<ErrorReply['error'] & { status: number }> {
  const { error } = (await response.json()) as ErrorReply;
  return { status: response.status, ...error };
}

function toBody(body: unknown): NonNullable<RequestInit['body']> | null {
  if (body === undefined) return null;
  if (typeof body === 'string' || body instanceof Uint8Array) return body as NonNullable<RequestInit['body']>;
  return JSON.stringify(body);
}

/** A token that reads one site; `admin`: headers of who may make it. */
export async function makeReadToken(
  url: string,
  readable: string,
  admin: Record<string, string>,
): Promise<string> {
  const created = await fetch(`${url}/api/v1/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...admin },
    body: JSON.stringify({ scope: 'read', site: readable }),
  });
  return ((await created.json()) as NewTokenReply).token;
}
