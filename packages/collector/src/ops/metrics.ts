import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Sites } from '../control/sites.ts';
import type { EventLog } from '../log/event-log.ts';
import { deletedSites, type SiteTotals } from '../log/ledger.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import { createLossReader, type LatelyLost } from './lately-lost.ts';

export interface Metrics {
  registry: Registry;
  /** Inserts that failed and were repeated. */
  insertFailures: Counter;
  insertSeconds: Histogram;
  /** Requests answered with an error, by its code. */
  requestsFailed: Counter<'code'>;
  /** Rows deleted because a site keeps them no longer, and when that was last looked after (seconds since the epoch). */
  expiredRows: Counter;
  expiredAt: Gauge;
  /** Days that took too much memory or time to be folded, each time that it was tried. */
  daysTooLarge: Counter;
  /** Files of the archive that are missing or behind, and attempts to write one that failed. */
  archiveWaiting: Gauge;
  archiveFailures: Counter;
  /** Deleted sites of which there may still be rows. */
  sitesBeingDeleted: Gauge;
  /** Batches whose `X-Forwarded-For` did not count, because no trusted proxy sent them. */
  forwardedIgnored: Counter;
  /** Says what sites are called; read at each scrape. */
  nameSites: (names: Map<number, string>) => void;
  /** Says how many events of which sites never arrived lately, as far as that is known; read at each scrape. */
  tellLosses: (losses: LatelyLost | undefined) => void;
}

/** Sites with numbers of their own at most; those seen later are summed up, so that no operator's Prometheus drowns. */
const labelledSites = 100;
/** Label of all other sites. */
const otherSites = 'other sites';

/** What is counted of every event, by its name in the metrics. */
const fates = {
  accepted: ['accepted', 'Events acknowledged as accepted'],
  duplicate: ['duplicates', 'Events seen before, counted and not stored again'],
  stored: ['stored', 'Accepted events written to ClickHouse'],
  poisoned: ['refused', 'Accepted events that ClickHouse could not read'],
  replayed: ['replayed', 'Rejected events that a replay brought in'],
} as const satisfies Record<string, [field: keyof SiteTotals, help: string]>;

/**
 * Metrics of one collector in a registry of its own; names are listed in docs/reference/metrics.md. What is counted of
 * events is read from the log's ledger at the scrape: all numbers are of one moment, and of the whole life of the data
 * directory, whatever died meanwhile.
 */
export function createMetrics(log: Pick<EventLog, 'totals' | 'damages'>): Metrics {
  const totals = (): Map<number, SiteTotals> => log.totals();
  const registry = new Registry();
  const registers = [registry];
  let names = new Map<number, string>();
  let losses: LatelyLost | undefined;
  collectDefaultMetrics({ register: registry });
  const labelOf = (siteId: number, place: number): string =>
    place < labelledSites ? (names.get(siteId) ?? `site ${siteId}`) : otherSites;

  for (const [name, [field, help]] of Object.entries(fates)) {
    registry.registerMetric(
      new Counter({
        name: `passerby_events_${name}_total`,
        help,
        registers: [],
        collect() {
          this.reset();
          let sum = 0;
          for (const site of totals().values()) sum += site[field];
          this.inc(sum);
        },
      }),
    );
  }
  registry.registerMetric(
    new Counter({
      name: 'passerby_events_rejected_total',
      help: 'Events refused, by the code of the reason',
      labelNames: ['code'],
      registers: [],
      collect() {
        this.reset();
        for (const site of totals().values()) {
          for (const [code, count] of site.rejected) this.inc({ code }, count);
        }
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'passerby_events_queued',
      help: 'Events accepted and not in ClickHouse yet',
      registers: [],
      collect() {
        let sum = 0;
        for (const { queued } of totals().values()) sum += queued;
        this.set(sum);
      },
    }),
  );
  registry.registerMetric(
    new Counter({
      name: 'passerby_log_damages_total',
      help: 'Starts that found the event log damaged and mended it',
      registers: [],
      collect() {
        this.reset();
        this.inc(log.damages);
      },
    }),
  );
  registry.registerMetric(
    new Counter({
      name: 'passerby_site_events_total',
      help: 'Events of a site by what became of them',
      labelNames: ['site', 'fate'],
      registers: [],
      collect() {
        this.reset();
        for (const [place, [siteId, site]] of [...totals()].entries()) {
          const label = labelOf(siteId, place);
          for (const [fate, [field]] of Object.entries(fates)) this.inc({ site: label, fate }, site[field]);
          let rejected = 0;
          for (const count of site.rejected.values()) rejected += count;
          this.inc({ site: label, fate: 'rejected' }, rejected);
        }
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'passerby_site_events_queued',
      help: 'Events of a site accepted and not in ClickHouse yet',
      labelNames: ['site'],
      registers: [],
      collect() {
        this.reset();
        for (const [place, [siteId, { queued }]] of [...totals()].entries()) {
          this.inc({ site: labelOf(siteId, place) }, queued);
        }
      },
    }),
  );
  registry.registerMetric(
    new Counter({
      name: 'passerby_site_events_rejected_total',
      help: 'Events of a site refused, by the code of the reason',
      labelNames: ['site', 'code'],
      registers: [],
      collect() {
        this.reset();
        for (const [place, [siteId, { rejected }]] of [...totals()].entries()) {
          for (const [code, count] of rejected) this.inc({ site: labelOf(siteId, place), code }, count);
        }
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'passerby_site_events_never_arrived',
      help: 'Events of a site that never arrived, of the latest hour whose page loads have settled; of all collectors',
      labelNames: ['site'],
      registers: [],
      collect() {
        this.reset();
        if (losses === undefined) return;
        // Sites that only other collectors have seen come last.
        const order = new Set([...totals().keys(), ...losses.keys()]);
        for (const [place, siteId] of [...order].entries()) {
          this.inc({ site: labelOf(siteId, place) }, losses.get(siteId) ?? 0);
        }
      },
    }),
  );
  return {
    registry,
    requestsFailed: new Counter({
      name: 'passerby_requests_failed_total',
      help: 'Requests answered with an error, by its code',
      labelNames: ['code'],
      registers,
    }),
    forwardedIgnored: new Counter({
      name: 'passerby_forwarded_ignored_total',
      help: 'Batches whose X-Forwarded-For did not count, because no trusted proxy sent them',
      registers,
    }),
    expiredRows: new Counter({
      name: 'passerby_expired_rows_total',
      help: 'Rows deleted because their site keeps them no longer',
      registers,
    }),
    expiredAt: new Gauge({
      name: 'passerby_expired_rows_deleted_timestamp_seconds',
      help: 'When rows that a site keeps no longer were last looked for and deleted',
      registers,
    }),
    sitesBeingDeleted: new Gauge({
      name: 'passerby_sites_being_deleted',
      help: 'Deleted sites whose rows are not all deleted yet',
      registers,
    }),
    daysTooLarge: new Counter({
      name: 'passerby_days_too_large_total',
      help: 'Days that took too much memory or time to be folded, each time that it was tried',
      registers,
    }),
    archiveWaiting: new Gauge({
      name: 'passerby_archive_files_waiting',
      help: 'Files of the archive that are to be written',
      registers,
    }),
    archiveFailures: new Counter({
      name: 'passerby_archive_failures_total',
      help: 'Attempts to write a file of the archive that failed and were repeated',
      registers,
    }),
    insertFailures: new Counter({
      name: 'passerby_insert_failures_total',
      help: 'Inserts that failed and were repeated',
      registers,
    }),
    insertSeconds: new Histogram({
      name: 'passerby_insert_seconds',
      help: 'Time of one insert into ClickHouse',
      buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10],
      registers,
    }),
    nameSites: (given) => {
      names = given;
    },
    tellLosses: (given) => {
      losses = given;
    },
  };
}

/** `GET /metrics` in Prometheus' text format. */
export function metricsRoute(
  scope: FastifyInstance,
  stages: { sites: Sites; metrics: Metrics; clickhouse: Pick<ClickHouse, 'select'> },
): void {
  const { registry, nameSites, tellLosses } = stages.metrics;
  const readLosses = createLossReader(stages.clickhouse);
  scope.get(
    '/metrics',
    { config: { needs: 'read-all' }, schema: { summary: 'Counters for Prometheus' } },
    async (_request, reply) => {
      const sites = await stages.sites.list();
      nameSites(
        new Map([[deletedSites, 'deleted sites'], ...sites.map(({ id, key }) => [id, key] as const)]),
      );
      tellLosses(await readLosses());
      const text = await registry.metrics();
      // Past the serializer, which would write a text as JSON.
      return reply.type(registry.contentType).serializer(String).send(text);
    },
  );
}
