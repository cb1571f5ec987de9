import type { Environment } from '../environment.ts';

/**
 * Makes what runs something when no other tab runs something of that name; a tab that is closed or crashes frees
 * its lock. Where there are no locks, as on plain http, it runs at once: the store has a lease for that. What is
 * run must not reject.
 */
export function withDrainLock(
  environment: Environment,
  name: string,
): (run: () => Promise<void>) => Promise<void> {
  return (run) => {
    const turn = new AbortController();
    const { signal } = turn;
    const end = (): void => turn.abort();
    // In the back/forward cache a page would keep its lock, or be given the one it waits for, and hold up all others.
    environment.addEventListener?.('pagehide', end, { signal });
    const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    const locked = environment.navigator?.locks
      ?.request(name, { signal }, () => Promise.race([run(), ended]))
      // Refused in a sandboxed frame (analytics-next#438), where there is no store either, or given up as above.
      .catch(run);
    return (locked ?? run()).finally(end);
  };
}
