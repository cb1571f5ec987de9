import { setTimeout as sleep } from 'node:timers/promises';
import { toUtcDay } from '../control/salts.ts';
import type { Metrics } from './metrics.ts';

/** How often it is looked whether a new day has begun, ms. */
const lookEveryMs = 60_000;

/**
 * Deletes what has expired at the start and once a day after 00:00 UTC, until stopped. What fails is logged and tried
 * again an hour later. Answers how to stop, at the next month of a table.
 */
export function keepHouse(
  deleteExpired: (now: number, signal: AbortSignal) => Promise<number>,
  about: {
    metrics: Pick<Metrics, 'expiredRows' | 'expiredAt'>;
    logger: { error: (about: object, message: string) => void };
  },
): () => Promise<void> {
  const stopping = new AbortController();
  async function run(): Promise<void> {
    let doneOn = -1;
    let next = 0;
    while (!stopping.signal.aborted) {
      const now = Date.now();
      if (toUtcDay(now) !== doneOn && now >= next) {
        try {
          about.metrics.expiredRows.inc(await deleteExpired(now, stopping.signal));
          about.metrics.expiredAt.set(now / 1000);
          doneOn = toUtcDay(now);
        } catch (err) {
          about.logger.error({ err }, 'what has expired cannot be deleted; again in an hour');
          next = now + 3_600_000;
        }
      }
      await sleep(lookEveryMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {}); // stopped
    }
  }
  const running = run();
  return () => {
    stopping.abort();
    return running;
  };
}
