import { setTimeout as sleep } from 'node:timers/promises';
import type { Archive } from '../archive/archive.ts';
import type { SiteNumbers } from '../control/site-numbers.ts';
import type { Sites } from '../control/sites.ts';
import type { EventLog } from '../log/event-log.ts';
import type { AnswerCache } from '../query/answer-cache.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import { deleteSiteRows } from '../store/delete-site.ts';
import type { Metrics } from './metrics.ts';

/** How often it is looked for sites that another process deleted, and that another collector did, ms. */
const lookEveryMs = 1_000;
const lookAtOthersEveryMs = 10_000;
const againAfterMs = 60_000;
/** After so long the rows are deleted once more: what was under way, as a day that was folded, may have come after, ms. */
const onceMoreAfterMs = 3_600_000;

interface DeletionStages {
  sites: Pick<Sites, 'deletions' | 'noteRowsGone' | 'endDeletion'>;
  /** Given where several collectors may share a ClickHouse. */
  numbers: Pick<SiteNumbers, 'retire' | 'removeDeleted'> | undefined;
  archive: Pick<Archive, 'removeSite'> | undefined;
  log: Pick<EventLog, 'whenWritten' | 'forgetSite'>;
  clickhouse: Pick<ClickHouse, 'select' | 'command'>;
  answers: Pick<AnswerCache, 'purge'>;
  metrics: Pick<Metrics, 'sitesBeingDeleted'>;
  logger: { error: (about: object, message: string) => void };
}

/**
 * Deletes what is left of deleted sites, until stopped: what waits in the event log is written first, so that nothing
 * comes after, then all rows go. A deletion is forgotten once it was done twice, so that a crash at any moment is made
 * good by the next start. What fails is logged and tried again a minute later. Answers how to stop.
 */
export function keepDeletingSites(stages: DeletionStages): () => Promise<void> {
  const { sites, numbers, archive, log, clickhouse, answers, metrics, logger } = stages;
  const stopping = new AbortController();
  const { signal } = stopping;
  const stopped = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve());
  });
  let lookedAtOthers = -Infinity;

  async function round(now: number): Promise<void> {
    if (numbers && now - lookedAtOthers >= lookAtOthersEveryMs) {
      await numbers.removeDeleted();
      lookedAtOthers = now;
    }
    const deletions = await sites.deletions();
    const open = (): number => deletions.filter(({ rowsGoneAt }) => rowsGoneAt === undefined).length;
    metrics.sitesBeingDeleted.set(open());
    for (const deletion of deletions) {
      const { siteId, rowsGoneAt } = deletion;
      if (rowsGoneAt !== undefined && now - rowsGoneAt < onceMoreAfterMs) continue;
      await numbers?.retire(deletion);
      await Promise.race([log.whenWritten(), stopped]);
      signal.throwIfAborted();
      const deleteRows = (): Promise<void> => deleteSiteRows(clickhouse, siteId, signal);
      // Not the files once more: by then they may be those of a new site of the same name.
      if (archive && rowsGoneAt === undefined) await archive.removeSite(deletion.key, deleteRows);
      else await deleteRows();
      await log.forgetSite(siteId);
      answers.purge(siteId);
      if (rowsGoneAt === undefined) {
        await sites.noteRowsGone(deletion, now);
        deletion.rowsGoneAt = now;
      } else await sites.endDeletion(deletion);
      metrics.sitesBeingDeleted.set(open());
    }
  }

  async function run(): Promise<void> {
    let next = 0;
    while (!signal.aborted) {
      const now = Date.now();
      try {
        if (now >= next) await round(now);
      } catch (err) {
        if (signal.aborted) return;
        logger.error({ err }, 'what deleted sites have left cannot be deleted; again in a minute');
        next = now + againAfterMs;
      }
      await sleep(lookEveryMs, undefined, { signal, ref: false }).catch(() => {}); // stopped
    }
  }
  const running = run();
  return () => {
    stopping.abort();
    return running;
  };
}
