import { setTimeout as wait } from 'node:timers/promises';
import type { Watched } from './tracked.ts';

const lookEveryMs = 50;
/** Trackers are asked to send so often, as pages go on while they are watched. */
const nudgeEveryMs = 200;

/** Looks until it holds or the time is over; answers whether it holds. Trackers send at once meanwhile. */
export async function watchUntil(
  tracked: Watched,
  holds: () => boolean,
  timeoutMs: number,
): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  let nextNudge = 0;
  while (!holds()) {
    const now = performance.now();
    if (now >= end) return false;
    if (now >= nextNudge) {
      tracked.nudge();
      nextNudge = now + nudgeEveryMs;
    }
    await wait(Math.min(lookEveryMs, end - now));
  }
  return true;
}

/**
 * Waits until nothing has come for `quietMs`, with all trackers asked to send; at most until the time is over, or until
 * it is `enough`.
 */
export async function watchUntilQuiet(
  tracked: Watched,
  enough: () => boolean,
  { quietMs, timeoutMs }: { quietMs: number; timeoutMs: number },
): Promise<void> {
  let count = -1;
  let since = 0;
  await watchUntil(
    tracked,
    () => {
      const { arrivals, pending } = tracked.collector;
      if (arrivals.length !== count || pending > 0) {
        count = arrivals.length;
        since = performance.now();
      }
      return enough() || performance.now() - since >= quietMs;
    },
    timeoutMs,
  );
}
