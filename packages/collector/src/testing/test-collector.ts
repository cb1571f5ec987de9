import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Batch, ErrorReply, PlanDocument, Reply } from '@passerby/wire';
import { answerErrors, refuseUnknownPath } from '../answer-errors.ts';
import type { ClientBody } from '../ingest/client-body.ts';
import { eventsRoute } from '../ingest/events-route.ts';
import { toArrivals, toHighest, toLedger, type Arrival, type Refusal, type TestLedger } from './arrivals.ts';
import { createMemoryStages } from './memory-stages.ts';
import { failAsTold, type NetworkFault } from './network-fault.ts';

/** The doors of a real collector with a memory behind them: what it accepts, a collector accepts. */
export interface TestCollector {
  /** Endpoint for `createTracker`, such as `http://127.0.0.1:41234`. */
  readonly url: string;
  /** Every event that came, in order of arrival; at most 100_000, the first go first. */
  readonly arrivals: readonly Arrival[];
  /** Requests that failed as a whole, faults included; at most 1_000, the first go first. */
  readonly refusals: readonly Refusal[];
  /** Requests that are not answered yet. */
  readonly pending: number;
  /** From now on, for each request; `undefined`: none. */
  fault: NetworkFault | undefined;
  ledger(): TestLedger;
  /** Calls after each request that was answered. Returns its undo. */
  onAnswer(listener: () => void): () => void;
  /** Forgets arrivals and refusals; ids stay known. */
  clear(): void;
  stop(): Promise<void>;
}

export interface TestCollectorOptions {
  /** 0 to 65_535; 0 for a free one (default). */
  port?: number;
  /** Default `127.0.0.1`. */
  host?: string;
}

const mostArrivals = 100_000;
const mostRefusals = 1_000;

/**
 * Starts a collector in this process that takes the events of any site from any page. It judges and answers by the
 * code that the collector has: validation, limits, CORS, gzip, duplicates. Nothing is stored.
 *
 * @throws Error when the port is in use.
 */
export function startTestCollector(options: TestCollectorOptions = {}): Promise<TestCollector> {
  return startInMemory(options);
}

/** The same with more routes beside the one for events. */
export async function startInMemory(
  options: TestCollectorOptions & { plan?: PlanDocument },
  addRoutes: (scope: FastifyInstance, collector: TestCollector) => Promise<void> = async () => {},
): Promise<TestCollector> {
  const arrivals: Arrival[] = [];
  const refusals: Refusal[] = [];
  const known = new Set<string>();
  const forgotten = new Map<string, number>();
  const listeners = new Set<() => void>();
  let pending = 0;

  const app = fastify({
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true },
    frameworkErrors: (_error, _request, reply) => void refuseUnknownPath(reply),
  });
  answerErrors(app, () => {});
  app.setSerializerCompiler(() => JSON.stringify);

  const stages = createMemoryStages(options.plan);
  await app.register(
    async (scope) => {
      // Without limits: it shares its event loop with the tests, and is no less a collector while they are busy.
      await eventsRoute(scope, stages);
      // After CORS, so that pages can read the faults.
      failAsTold(scope, () => collector.fault);
      scope.addHook('onRequest', async () => void pending++);
      // The route lets go of its request's.
      const bodies = new WeakMap<FastifyRequest, ClientBody>();
      scope.addHook('preHandler', async (request) => {
        const body = request.body as ClientBody | undefined;
        if (body) bodies.set(request, body);
        const { origin } = request.headers;
        const key = (body?.value as { site?: unknown } | null | undefined)?.site;
        if (typeof key !== 'string' || origin === undefined) return;
        // A page under test may come from anywhere.
        const site = await stages.sites.find(key.toLowerCase());
        if (site && !site.origins.includes(origin)) site.origins.push(origin);
      });
      scope.addHook('preSerialization', async (request, reply, payload) => {
        const receivedAt = Date.now();
        if (reply.statusCode === 202) {
          const batch = bodies.get(request)?.value as Batch;
          arrivals.push(...toArrivals(batch, payload as Reply, receivedAt, known));
        } else {
          refusals.push({ receivedAt, status: reply.statusCode, ...(payload as ErrorReply).error });
        }
        arrivals.splice(0, arrivals.length - mostArrivals);
        refusals.splice(0, refusals.length - mostRefusals);
        return payload;
      });
      const settle = async (): Promise<void> => {
        pending--;
        for (const listener of listeners) listener();
      };
      scope.addHook('onResponse', settle);
    },
    { prefix: '/api/v1/events' },
  );
  const collector: { -readonly [Key in keyof TestCollector]: TestCollector[Key] } = {
    url: '',
    arrivals,
    refusals,
    get pending() {
      return pending;
    },
    fault: undefined,
    ledger: () => toLedger(arrivals, forgotten),
    onAnswer(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    clear() {
      for (const [stream, highest] of toHighest(arrivals)) forgotten.set(stream, highest);
      arrivals.length = 0;
      refusals.length = 0;
    },
    stop: () => app.close(),
  };
  await app.register((scope) => addRoutes(scope, collector));
  collector.url = await app.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' });
  return collector;
}
