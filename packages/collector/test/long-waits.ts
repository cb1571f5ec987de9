import { promises as timers } from 'node:timers';
import { expect, vi } from 'vitest';

// `vi.mock('node:timers/promises', () => import('./long-waits.ts'))`: what a collector waits for five minutes or more, it
// waits until a test says that they have passed.

const longMs = 300_000;
/** How long the slowest machine may take for what follows, ms. */
const patienceMs = 120_000;
const waiting = new Set<() => void>();

export const setImmediate: typeof timers.setImmediate = timers.setImmediate;
export const setInterval: typeof timers.setInterval = timers.setInterval;
export const scheduler: typeof timers.scheduler = timers.scheduler;

export function setTimeout(
  ms?: number,
  value?: unknown,
  options?: { signal?: AbortSignal; ref?: boolean },
): Promise<unknown> {
  if (ms === undefined || ms < longMs || options?.signal?.aborted === true)
    return timers.setTimeout(ms, value, options);
  return new Promise((resolve, reject) => {
    const end = (): void => {
      waiting.delete(end);
      resolve(value);
    };
    waiting.add(end);
    options?.signal?.addEventListener('abort', () => {
      waiting.delete(end);
      reject(new DOMException('aborted', 'AbortError'));
    });
  });
}

/** Ends the long waits of before; what follows them is under way then. */
export function endLongWaits(): void {
  for (const end of waiting) end();
}

/** The same, and resolves when what follows is done, and as many wait again. */
export async function passLongWaits(): Promise<void> {
  const { size } = waiting;
  expect(size).toBeGreaterThan(0);
  endLongWaits();
  await vi.waitFor(() => expect(waiting.size).toBe(size), { timeout: patienceMs, interval: 50 });
}
