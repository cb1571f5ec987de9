import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import ipaddr from 'ipaddr.js';
import { buildApp } from './app.ts';
import { createArchive, openArchiveFiles } from './archive/archive.ts';
import type { Config } from './config.ts';
import { openControlDatabase } from './control/database.ts';
import { createAnnotations } from './control/annotations.ts';
import { createGoals } from './control/goals.ts';
import { createPlans } from './control/plans.ts';
import { createIdentityKeys } from './control/identity-keys.ts';
import { createQuotas } from './control/quotas.ts';
import { createSaltKeeper, keepRotating } from './control/salts.ts';
import { createOpenId } from './control/openid.ts';
import { createPassword } from './control/password.ts';
import { createSessions } from './control/sessions.ts';
import { createSharedLinks } from './control/shared-links.ts';
import { createSiteNumbers } from './control/site-numbers.ts';
import { createSites } from './control/sites.ts';
import { createTokens } from './control/tokens.ts';
import { createVisitorRates } from './enrich/visitor-rates.ts';
import { openWhereabouts } from './enrich/open-whereabouts.ts';
import { openReferrerSpam } from './enrich/referrer-spam.ts';
import { StartupError } from './errors.ts';
import { openLmdbLog } from './log/lmdb-log.ts';
import { keepDeletingSites } from './ops/delete-sites.ts';
import { createFolder } from './ops/fold-days.ts';
import { keepHouse } from './ops/keep-house.ts';
import { keepWorking, type Work } from './ops/keep-working.ts';
import { mendLog, toReport } from './log/mend-log.ts';
import { createMetrics } from './ops/metrics.ts';
import { takeDataDir } from './ops/data-dir.ts';
import { createAnswerCache } from './query/answer-cache.ts';
import { ask } from './query/ask.ts';
import { countAccepted } from './query/ledger-report.ts';
import { openClickHouse } from './store/clickhouse.ts';
import { createEventStore } from './store/event-store.ts';
import { migrate } from './store/migrate.ts';
import { deleteOldFolds } from './store/old-folds.ts';
import { readDeletions } from './store/read-deletions.ts';
import { withoutPayload } from './store/refusal.ts';
import { deleteExpired } from './store/retention.ts';
import { setTimesToLive } from './store/time-to-live.ts';
import { startWriter } from './writer/writer.ts';

export interface Server {
  /** Where it listens, such as `http://127.0.0.1:8420`. */
  url: string;
  /** Takes no more requests, writes what the log holds to ClickHouse, closes everything; answers how many events are left. */
  stop(): Promise<number>;
}

/** How long a stop waits for ClickHouse; what is not written by then is written at the next start, ms. */
const drainDeadlineMs = 20_000;
/** How often a stop closes the connections that have become idle, ms. */
const idleSweepMs = 50;
/** How long a stop waits for answers that are under way, ms. */
const answerDeadlineMs = 5_000;
const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** Starts a collector: every stage, from the last to the first. Throws a `StartupError` with one clear line. */
export async function startServer(config: Config): Promise<Server> {
  if (config.adminToken === undefined && !loopback.has(config.host)) {
    throw new StartupError(
      `PASSERBY_HOST: without PASSERBY_ADMIN_TOKEN the collector listens on localhost only, not on "${config.host}"; set a token`,
    );
  }
  const noProxy = config.trustedProxies.find((proxy) => !ipaddr.isValid(proxy) && !ipaddr.isValidCIDR(proxy));
  if (noProxy !== undefined) {
    throw new StartupError(
      `PASSERBY_TRUSTED_PROXIES: "${noProxy}" is no address; give addresses or CIDRs, such as 10.0.0.0/8,192.0.2.1`,
    );
  }
  const undo: (() => unknown)[] = [];
  try {
    return await start(config, undo);
  } catch (error) {
    for (const step of undo.toReversed()) await step();
    throw error;
  }
}

async function start(config: Config, undo: (() => unknown)[]): Promise<Server> {
  const dataDir = takeDataDir(config.dataDir);
  undo.push(() => dataDir.release());
  let warn: (setting: string, error: unknown) => void = () => {};
  const whereabouts = await openWhereabouts(config, { onProblem: (...problem) => warn(...problem) });
  undo.push(() => whereabouts.close());
  const spam = await openReferrerSpam(config.referrerSpam, { onProblem: (...problem) => warn(...problem) });
  undo.push(() => spam.close());
  const control = await openControlDatabase(dataDir.control);
  undo.push(() => control.destroy());
  const tokens = createTokens(control);
  const password = createPassword(control);
  // Settings that do not fit together are told before anything is opened that takes long.
  const openId = createOpenId(config, { find: (key) => sites.find(key) });
  const archiveFiles = openArchiveFiles(config, {
    select: (statement) => clickhouse.select(statement),
    command: (query) => clickhouse.command(query),
  });
  const clickhouse = await openClickHouse(config);
  undo.push(() => clickhouse.close());
  await migrate(clickhouse);
  await setTimesToLive(clickhouse, config);
  // The embedded ClickHouse has one collector.
  const numbers = config.clickhouseUrl === undefined ? undefined : createSiteNumbers(control, clickhouse);
  await numbers?.checkAll();
  const sites = createSites(control, numbers?.agree);
  const damage = await mendLog(dataDir.log);
  const log = openLmdbLog(dataDir.log, {
    maxBytes: config.maxLogBytes,
    maxDedupeIds: config.maxDedupeIds,
    minFreeBytes: config.minFreeBytes,
  });
  undo.push(() => log.close());
  const answers = createAnswerCache({
    maxBytes: config.maxCacheBytes,
    readDeletions: config.clickhouseUrl === undefined ? undefined : () => readDeletions(clickhouse),
  });
  const metrics = createMetrics(log);
  const archive =
    archiveFiles && createArchive({ ...config, files: archiveFiles, clickhouse, sites, log, metrics });
  const saltsAt = createSaltKeeper(control);
  const stopRotating = await keepRotating(saltsAt);
  undo.push(stopRotating);

  let stopping = false;
  const app = await buildApp(
    {
      sites,
      goals: createGoals(control),
      annotations: createAnnotations(control),
      plans: createPlans(control),
      saltsAt,
      tokens,
      links: createSharedLinks(control),
      password,
      sessions: createSessions(control, { tokens, password, adminToken: config.adminToken }),
      openId,
      identityKeyOf: createIdentityKeys(control),
      quotas: createQuotas({
        log,
        countAccepted: (site, range) =>
          countAccepted({ site, range, log, select: (statement) => ask(clickhouse, statement) }),
      }),
      knowledge: {
        whereaboutsOf: whereabouts.of,
        dataCentres: new Set(config.dataCentres),
        isImpossibleRate: createVisitorRates(config.maxEventsPerVisitor),
        isSpam: spam.isSpam,
      },
      log,
      metrics,
      clickhouse,
      answers,
      archive,
      isStopping: () => stopping,
    },
    {
      trustedProxies: config.trustedProxies,
      adminToken: config.adminToken,
      maxLagMs: config.maxLagMs,
      requestTimeoutMs: config.requestTimeoutMs,
      queries: {
        atOnce: config.maxQueriesPerToken,
        places: clickhouse.places,
        retentionMonths: config.retentionMonths,
        maxMs: config.maxQueryMs,
        maxMemoryBytes: config.maxQueryMemoryBytes,
        maxRows: config.maxQueryRows,
      },
      rates: { perNetwork: config.maxRequestsPerNetwork, perSite: config.maxRequestsPerSite },
      logger: { level: 'warn' },
      ...findDashboard(),
    },
  );
  undo.push(() => app.close());
  warn = (setting, err) =>
    app.log.error({ err }, `${setting}: the new file cannot be read; the last one stays in use`);
  if (damage) app.log.error(toReport(damage));
  const url = await listen(app, config);
  const writer = startWriter(
    {
      log,
      store: createEventStore(clickhouse),
      metrics,
      logger: app.log,
      onStored: (siteId, from) => answers.purge(siteId, from),
    },
    config,
  );
  const stopKeeping = keepHouse(
    async (...moment) => {
      const deleted = await deleteExpired({ sites, clickhouse, answers }, ...moment);
      await deleteOldFolds(clickhouse, ...moment);
      await archive?.deleteExpired(moment[0]);
      return deleted;
    },
    { metrics, logger: app.log },
  );
  const stopDeleting = keepDeletingSites({
    sites,
    numbers,
    archive,
    log,
    clickhouse,
    answers,
    metrics,
    logger: app.log,
  });
  const foldDays = createFolder({
    sites,
    clickhouse,
    ...config,
    onTooMuch({ err, ...about }) {
      metrics.daysTooLarge.inc();
      app.log.error(
        { ...about, err: withoutPayload(err) },
        'a day takes too much memory or time to be folded, and its visits are read from the events; again in an hour',
      );
    },
  });
  const stopWorking = keepWorking(
    [
      { work: foldDays, failure: 'days cannot be folded' },
      ...(archive
        ? [
            {
              work: (...moment: Parameters<Work>) => archive.write(...moment),
              failure: 'the archive cannot be written',
            },
          ]
        : []),
    ],
    app.log,
  );

  return {
    url,
    async stop() {
      stopping = true;
      // A connection whose request was under way is idle only after its answer, and would be kept for 72 s.
      const sweeping = setInterval(() => app.server.closeIdleConnections(), idleSweepMs);
      // Node does not call one idle that never sent a request, as browsers open them in advance.
      const deadline = setTimeout(() => app.server.closeAllConnections(), answerDeadlineMs);
      await app.close();
      clearInterval(sweeping);
      clearTimeout(deadline);
      stopRotating();
      whereabouts.close();
      spam.close();
      const working = stopWorking();
      await stopKeeping();
      await stopDeleting();
      await writer.drain(drainDeadlineMs);
      await working;
      const left = log.queued();
      await log.close();
      await clickhouse.close();
      await control.destroy();
      dataDir.release();
      return left;
    },
  };
}

async function listen(app: FastifyInstance, { host, port }: Config): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new StartupError(
        `PASSERBY_PORT: ${port} is in use on ${host}; stop what listens there or give another port`,
        {
          cause,
        },
      );
    }
    throw new StartupError(
      `cannot listen on ${host}:${port} (${code}); check PASSERBY_HOST and PASSERBY_PORT`,
      {
        cause,
      },
    );
  }
}

/** The build lays the dashboard beside the program; a collector run from source has none. */
function findDashboard(): { dashboardDir?: string } {
  const dashboardDir = fileURLToPath(new URL('./dashboard/', import.meta.url));
  return existsSync(dashboardDir) ? { dashboardDir } : {};
}
