import { setTimeout as sleep } from 'node:timers/promises';
import type { FoldDays } from './fold-days.ts';

/**
 * How long after the start days are folded first, ms: by then no collector of before inserts past the views that a
 * migration at this start has made.
 */
const firstAfterMs = 600_000;
/** How often it is looked for days to fold, ms. */
const everyMs = 300_000;
/** How long at most they are folded at a time, ms: a fifth of one core, also where a year is to be folded. */
const mostMs = 60_000;

/** Folds days as they are over, until stopped. What fails is logged and tried again. Answers how to stop. */
export function keepFolding(
  foldDays: FoldDays,
  logger: { error: (about: object, message: string) => void },
): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal, ref: false }).catch(() => {}); // stopped
  async function run(): Promise<void> {
    await pause(firstAfterMs);
    while (!signal.aborted) {
      try {
        const now = Date.now();
        await foldDays(now, now + mostMs, signal);
      } catch (err) {
        if (!signal.aborted) logger.error({ err }, 'days cannot be folded; again in five minutes');
      }
      await pause(everyMs);
    }
  }
  const running = run();
  return () => {
    stopping.abort();
    return running;
  };
}
