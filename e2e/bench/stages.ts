import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSaltKeeper } from '../../packages/collector/src/control/salts.ts';
import { openControlDatabase } from '../../packages/collector/src/control/database.ts';
import { createSites } from '../../packages/collector/src/control/sites.ts';
import { dataCentres } from '../../packages/collector/src/enrich/data-centres.ts';
import { createEnricher, knowSender } from '../../packages/collector/src/enrich/enrich.ts';
import type { EnrichedEvent } from '../../packages/collector/src/enrich/enriched-event.ts';
import { createVisitorRates } from '../../packages/collector/src/enrich/visitor-rates.ts';
import { openWhereabouts } from '../../packages/collector/src/enrich/open-whereabouts.ts';
import { openReferrerSpam } from '../../packages/collector/src/enrich/referrer-spam.ts';
import { openLmdbLog } from '../../packages/collector/src/log/lmdb-log.ts';
import { createMetrics } from '../../packages/collector/src/ops/metrics.ts';
import { openClickHouse } from '../../packages/collector/src/store/clickhouse.ts';
import { createEventStore } from '../../packages/collector/src/store/event-store.ts';
import { migrate } from '../../packages/collector/src/store/migrate.ts';
import { createJudge } from '../../packages/collector/src/validate/judge-event.ts';
import { validateBatch } from '../../packages/collector/src/validate/validate-batch.ts';
import { startWriter } from '../../packages/collector/src/writer/writer.ts';
import { createLoad, site as siteKey } from './realistic-load.ts';

// What each step of the collector costs, alone: CPU time of the whole process in µs an event, as one line of JSON.
// Usage: node stages.ts <events per batch>

const eventsPerBatch = Number(process.argv[2] ?? 10);
/** Events of a round: what a busy collector inserts at once. */
const eventsPerRound = 10_000;
const rounds = { warmUp: 3, measured: 10 };
const inFlight = 32;

const directory = mkdtempSync(join(tmpdir(), 'passerby-stages-'));
const knowledge = {
  whereaboutsOf: (await openWhereabouts({})).of,
  dataCentres: new Set(dataCentres),
  isImpossibleRate: createVisitorRates(1_000),
  isSpam: (await openReferrerSpam(undefined)).isSpam,
};
const control = await openControlDatabase(join(directory, 'control.sqlite'));
const site = await createSites(control).add({ domain: siteKey });
const salts = await createSaltKeeper(control)(Date.now());
const clickhouse = await openClickHouse({ clickhouseUrl: undefined, dataDir: directory });
await migrate(clickhouse);
const log = openLmdbLog(join(directory, 'log.lmdb'), { maxBytes: 4e9, maxDedupeIds: 5e7 });
const load = createLoad(eventsPerBatch);

async function runRound(costs: Record<string, number>): Promise<void> {
  const stage = async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
    const before = process.cpuUsage();
    const done = await work();
    const { user, system } = process.cpuUsage(before);
    costs[name] = (costs[name] ?? 0) + (user + system) / (rounds.measured * eventsPerRound);
    return done;
  };
  const receivedAt = Date.now();
  const requests = Array.from({ length: eventsPerRound / eventsPerBatch }, (_, at) => {
    const prepared = load[at % load.length];
    if (!prepared) throw new Error('the load is empty');
    return { headers: prepared.headers, body: Buffer.from(prepared.body()) };
  });

  const bodies = await stage('parse', () =>
    requests.map(({ headers, body }) => ({ headers, value: JSON.parse(body.toString()) as unknown })),
  );
  const judged = await stage('validate', () =>
    bodies.map(({ headers, value }) => {
      const batch = validateBatch(value);
      const judge = createJudge(site, { sentAt: batch.sentAt, receivedAt });
      return { headers, batch, events: batch.events.map((event) => judge(event)) };
    }),
  );
  const enriched = await stage('enrich', () =>
    judged.map(({ headers, batch, events: timed }): EnrichedEvent[] => {
      const sender = knowSender(
        {
          ip: headers['x-forwarded-for'] ?? '',
          userAgent: headers['user-agent'] ?? '',
          hints: { brands: '', mobile: '', platform: '' },
        },
        {
          automated: false,
          site,
          salts,
          receivedAt,
          times: timed.map((one) => ('code' in one ? 0 : one.time)),
        },
        knowledge,
      );
      const enrich = createEnricher({ batch, site, sender, receivedAt, isSpam: knowledge.isSpam });
      return timed.map((one) => {
        if ('code' in one) throw new Error(`an event of the load is refused: ${one.message}`);
        return enrich(one);
      });
    }),
  );
  await stage('log', async () => {
    let next = 0;
    const send = async (): Promise<void> => {
      for (let delivery = enriched[next++]; delivery; delivery = enriched[next++]) {
        await log.append(delivery, receivedAt);
      }
    };
    await Promise.all(Array.from({ length: inFlight }, send));
  });
  await stage('insert', async () => {
    const stages = { log, store: createEventStore(clickhouse), metrics: createMetrics(log) };
    const logger = { error: (told: object, what: string) => console.error(what, told) };
    const pace = { maxLagMs: 0, maxInsertRows: eventsPerRound };
    // Its logger is Fastify's; the writer tells it errors only.
    const writer = startWriter({ ...stages, logger: logger as never, onStored: () => {} }, pace);
    await writer.drain(60_000);
  });
}

for (let round = 0; round < rounds.warmUp; round++) await runRound({});
const costs: Record<string, number> = {};
for (let round = 0; round < rounds.measured; round++) await runRound(costs);
console.log(JSON.stringify(costs));
await log.close();
await clickhouse.close();
await control.destroy();
rmSync(directory, { recursive: true, force: true });
process.exit(0);
