import type { IncomingMessage } from 'node:http';
import swagger from '@fastify/swagger';
import { fastify, LogController, type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { answerClientError } from './answer-client-errors.ts';
import type { ErrorCode } from './errors.ts';
import { answerErrors, refuseUnknownPath } from './answer-errors.ts';
import cookie from '@fastify/cookie';
import { guard, type Rights } from './control/access.ts';
import { planRoutes } from './control/plan-route.ts';
import type { Plans } from './control/plans.ts';
import { goalsRoutes } from './control/goals-route.ts';
import type { Annotations } from './control/annotations.ts';
import type { Goals } from './control/goals.ts';
import { sessionRoutes } from './control/session-route.ts';
import { sharedLinksRoutes, unlockRoute } from './control/shared-links-route.ts';
import type { SharedLinks } from './control/shared-links.ts';
import { siteRulesRoutes } from './control/site-rules-route.ts';
import { sitesRoutes } from './control/sites-route.ts';
import { tokensRoutes } from './control/tokens-route.ts';
import type { Tokens } from './control/tokens.ts';
import { limitRates, shedLoad, type RateLimits } from './ops/load-limits.ts';
import { eraseRoute, type EraseStages } from './control/erase-route.ts';
import { eventsRoute, type IngestStages } from './ingest/events-route.ts';
import { archiveRoutes } from './archive/archive-route.ts';
import { replayRoute } from './ingest/replay-route.ts';
import { withPrefixItems } from './json-schema.ts';
import { metricsRoute, type Metrics } from './ops/metrics.ts';
import { healthRoutes } from './ops/health-routes.ts';
import { livePath, liveRoute } from './live/live-route.ts';
import { annotationsRoutes } from './query/annotations-route.ts';
import { batchRoute } from './query/batch-route.ts';
import { compressAnswers } from './query/compress-answers.ts';
import { exportRoute } from './query/export/export-route.ts';
import { limitQueries, type QueryLimits } from './query/limits.ts';
import { queryRoute } from './query/query-route.ts';
import { rejectedRoute } from './query/rejected-route.ts';
import { reportRoutes } from './query/reports/report-routes.ts';
import type { AnswerCache } from './query/answer-cache.ts';
import { createTurns } from './query/turns.ts';
import { createTrust } from './trusted-proxies.ts';
import type { Sites } from './control/sites.ts';
import type { EventLog } from './log/event-log.ts';
import type { ClickHouse } from './store/clickhouse.ts';
import { staticFiles } from './static-files.ts';

export interface AppStages extends Omit<IngestStages, 'rights'>, EraseStages, Omit<Rights, 'adminToken'> {
  tokens: Tokens;
  links: SharedLinks;
  sites: Sites;
  goals: Goals;
  annotations: Annotations;
  plans: Plans;
  log: EventLog;
  clickhouse: Pick<ClickHouse, 'select' | 'selectLines' | 'command'>;
  answers: AnswerCache;
  metrics: Metrics;
  isStopping: () => boolean;
}

export interface AppOptions {
  trustedProxies: string[];
  adminToken: string | undefined;
  rates: RateLimits;
  queries: QueryLimits & {
    /** Of one token, session or person at once; more wait. */
    atOnce: number;
    /** Of all at once; see `ClickHouse`. */
    places: number;
    /** Months after which ClickHouse drops events; 0: never. */
    retentionMonths: number;
  };
  /** Longest time for a request to arrive whole, ms. */
  requestTimeoutMs: number;
  /** Longest time between two inserts, ms. */
  maxLagMs: number;
  /** Directory of the built dashboard; unset: not served. */
  dashboardDir?: string;
  logger?: FastifyServerOptions['logger'];
}

/** Whether a request is to become a WebSocket. Whatever else offers an upgrade (Java's HttpClient: h2c) is one like any other. */
const asksForSocket = ({ url, headers }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === 'websocket' && url?.split('?', 1)[0] === livePath;

/** Longest time for the head of a request to arrive, ms. */
const mostHeadersMs = 10_000;

/** Builds the HTTP server of a collector; `server.ts` starts it. */
export async function buildApp(stages: AppStages, options: AppOptions): Promise<FastifyInstance> {
  const countFailure = (code: ErrorCode): void => stages.metrics.requestsFailed.inc({ code });
  const app = fastify({
    // No request line is logged: it would carry the address.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: options.trustedProxies.length > 0 ? createTrust(options.trustedProxies) : false,
    logger: options.logger ?? false,
    // Errors are logged and requests are not: the id of one, for which each would get a logger of its own, would lead to no other line.
    childLoggerFactory: (logger) => logger,
    requestTimeout: options.requestTimeoutMs,
    // What comes on an open connection while we stop is served, and is the last of it: fastify's own 503 has another shape.
    return503OnClosing: false,
    http: {
      // Slow requests are looked for this often (Node's default: 30 s).
      connectionsCheckingInterval: Math.min(1_000, options.requestTimeoutMs / 2),
      headersTimeout: Math.min(mostHeadersMs, options.requestTimeoutMs),
      shouldUpgradeCallback: asksForSocket,
    },
    routerOptions: { ignoreTrailingSlash: true },
    clientErrorHandler: (error, socket) => answerClientError(error, socket, countFailure),
    frameworkErrors: (_error, _request, reply) => void refuseUnknownPath(reply),
  });
  const tellFailure = answerErrors(app, countFailure);
  app.setSerializerCompiler(() => JSON.stringify);
  // No answer is taken for another kind of file than it says, whatever somebody got into it.
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.header('x-content-type-options', 'nosniff');
    done();
  });

  // A connection that offered an upgrade is no longer Node's to read, time out or close. @fastify/websocket ends those that are
  // refused after its own hooks, which a refusal by the rights or limits of its scope, or by the router, comes before.
  app.addHook('onResponse', (request, _reply, done) => {
    if (asksForSocket(request.raw)) request.raw.socket.destroy();
    done();
  });

  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Passerby collector', version: '1', description: 'Takes events, answers queries.' },
    },
  });
  const rights = { ...stages, adminToken: options.adminToken };
  // Under its prefix, so that its CORS answers preflights of this path and of no other.
  await app.register((scope) => eventsRoute(scope, { ...stages, rights }, options.rates), {
    prefix: '/api/v1/events',
  });
  await app.register(async (scope) => {
    await scope.register(cookie);
    await sessionRoutes(scope, rights);
  });
  await app.register((scope) => unlockRoute(scope, stages));
  const asking = {
    ...stages,
    clickhouse: limitQueries(stages.clickhouse, options.queries),
    turns: createTurns(options.queries),
    retentionMonths: options.queries.retentionMonths,
  };
  await app.register(async (scope) => {
    await shedLoad(scope);
    await scope.register(cookie);
    await limitRates(scope, options.rates);
    guard(scope, rights);
    await compressAnswers(scope);
    sitesRoutes(scope, stages);
    siteRulesRoutes(scope, stages);
    sharedLinksRoutes(scope, stages);
    goalsRoutes(scope, stages);
    planRoutes(scope, stages);
    tokensRoutes(scope, stages);
    queryRoute(scope, asking);
    batchRoute(scope, { ...asking, tellFailure });
    exportRoute(scope, asking);
    reportRoutes(scope, asking);
    annotationsRoutes(scope, stages);
    rejectedRoute(scope, stages);
    await liveRoute(scope, stages);
    replayRoute(scope, stages);
    eraseRoute(scope, stages, options);
    archiveRoutes(scope, stages, options);
    metricsRoute(scope, asking);
  });
  await app.register(async (scope) => healthRoutes(scope, stages));
  app.get('/openapi.json', { schema: { hide: true } }, () => withPrefixItems(app.swagger()));
  await app.register((scope) => staticFiles(scope, stages.links, options.dashboardDir));
  return app;
}
