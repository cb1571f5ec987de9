import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What a collector counts since its start. At any time: accepted + queued at the start = stored + poisoned + queued. */
export interface Metrics {
  registry: Registry;
  /** Events acknowledged as accepted. */
  accepted: Counter;
  /** Events seen before. */
  duplicates: Counter;
  /** Events refused by the validator. */
  rejected: Counter<'code'>;
  /** Events that ClickHouse has. */
  stored: Counter;
  /** Accepted events that ClickHouse could not read. */
  poisoned: Counter;
  /** Inserts that failed and were repeated. */
  insertFailures: Counter;
  insertSeconds: Histogram;
}

/** Counters of one collector in a registry of its own; names are listed in docs/reference/metrics.md. */
export function createMetrics(queued: () => number): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = (name: string, help: string): Counter => new Counter({ name, help, registers });
  registry.registerMetric(
    new Gauge({
      name: 'passerby_events_queued',
      help: 'Events accepted and not in ClickHouse yet',
      registers: [],
      collect() {
        this.set(queued());
      },
    }),
  );
  return {
    registry,
    accepted: counter('passerby_events_accepted_total', 'Events acknowledged as accepted'),
    duplicates: counter(
      'passerby_events_duplicate_total',
      'Events seen before, counted and not stored again',
    ),
    rejected: new Counter({
      name: 'passerby_events_rejected_total',
      help: 'Events refused, by the code of the reason',
      labelNames: ['code'],
      registers,
    }),
    stored: counter('passerby_events_stored_total', 'Events written to ClickHouse'),
    poisoned: counter('passerby_events_poisoned_total', 'Accepted events that ClickHouse could not read'),
    insertFailures: counter('passerby_insert_failures_total', 'Inserts that failed and were repeated'),
    insertSeconds: new Histogram({
      name: 'passerby_insert_seconds',
      help: 'Time of one insert into ClickHouse',
      buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10],
      registers,
    }),
  };
}

/** `GET /metrics` in Prometheus' text format. */
export function metricsRoute(scope: FastifyInstance, { registry }: Metrics): void {
  scope.get('/metrics', { schema: { summary: 'Counters for Prometheus' } }, async (_request, reply) => {
    const text = await registry.metrics();
    // Past the serializer, which would write a text as JSON.
    return reply.type(registry.contentType).serializer(String).send(text);
  });
}
