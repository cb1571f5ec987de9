import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import { fastify, LogController, type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { answerErrors } from './answer-errors.ts';
import { eventsRoute, type IngestStages } from './ingest/events-route.ts';
import { healthRoutes } from './ops/health-routes.ts';
import { queryRoutes } from './query/query-route.ts';
import { guardReading } from './query/reading-rights.ts';
import type { ClickHouse } from './store/clickhouse.ts';

export interface AppStages extends IngestStages {
  clickhouse: Pick<ClickHouse, 'select'>;
  isStopping: () => boolean;
}

export interface AppOptions {
  trustedProxies: string[];
  adminToken: string | undefined;
  /** Directory of the built dashboard; unset: not served. */
  dashboardDir?: string;
  logger?: FastifyServerOptions['logger'];
}

/** The dashboard loads nothing from elsewhere, and no page may frame it. */
const dashboardHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** Builds the HTTP server of a collector; `server.ts` starts it. */
export async function buildApp(stages: AppStages, options: AppOptions): Promise<FastifyInstance> {
  const app = fastify({
    // No request line is logged: it would carry the address.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: options.trustedProxies.length > 0 ? options.trustedProxies : false,
    logger: options.logger ?? false,
    routerOptions: { ignoreTrailingSlash: true },
  });
  answerErrors(app);
  app.setSerializerCompiler(() => JSON.stringify);

  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Passerby collector', version: '1', description: 'Takes events, answers queries.' },
    },
  });
  await app.register((scope) => eventsRoute(scope, stages));
  await app.register(async (scope) => {
    guardReading(scope, options.adminToken);
    queryRoutes(scope, stages);
  });
  await app.register(async (scope) => healthRoutes(scope, stages.isStopping));
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  await app.register((scope) => staticFiles(scope, options.dashboardDir));
  return app;
}

async function staticFiles(scope: FastifyInstance, dashboardDir: string | undefined): Promise<void> {
  await scope.register(fastifyStatic, {
    ...(dashboardDir === undefined ? { root: '/', serve: false } : { root: dashboardDir }),
    setHeaders: (reply) => {
      for (const [name, value] of Object.entries(dashboardHeaders)) void reply.header(name, value);
    },
  });
  const script = fileURLToPath(import.meta.resolve('@passerby/sdk-core/sdk.js'));
  const slash = script.lastIndexOf('/');
  scope.get('/sdk.js', { schema: { hide: true } }, (_request, reply) =>
    reply
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin')
      .sendFile(script.slice(slash + 1), script.slice(0, slash), { maxAge: '1h' }),
  );
}
