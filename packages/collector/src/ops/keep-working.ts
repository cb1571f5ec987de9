import { setTimeout as sleep } from 'node:timers/promises';

/** Does some of what there is to do, until `deadline` (ms) or a stop. */
export type Work = (now: number, deadline: number, signal: AbortSignal) => Promise<unknown>;

/**
 * How long after the start work begins, ms: by then no collector of before inserts past the views that a migration at
 * this start has made.
 */
const firstAfterMs = 600_000;
/** How often it is looked for something to do, ms. */
const everyMs = 300_000;
/** How long at most one kind of work goes on at a time, ms: a fifth of one core, also where a year is to be done. */
const mostMs = 60_000;

/**
 * Does what can wait in the background, one after the other, until stopped. What fails is logged with its words and tried
 * again. Answers how to stop.
 */
export function keepWorking(
  works: { work: Work; failure: string }[],
  logger: { error: (about: object, message: string) => void },
): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal, ref: false }).catch(() => {}); // stopped
  async function run(): Promise<void> {
    await pause(firstAfterMs);
    while (!signal.aborted) {
      for (const { work, failure } of works) {
        try {
          const now = Date.now();
          if (!signal.aborted) await work(now, now + mostMs, signal);
        } catch (err) {
          if (!signal.aborted) logger.error({ err }, `${failure}; again in five minutes`);
        }
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
