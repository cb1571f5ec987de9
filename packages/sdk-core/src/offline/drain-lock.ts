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
    // A page that waits in the back/forward cache would be given the lock there, and keep it from all others.
    environment.addEventListener?.('pagehide', () => turn.abort(), { signal });
    const end = (): void => turn.abort();
    // Refused in a sandboxed frame (analytics-next#438), where there is no store either, or given up as above.
    return (environment.navigator?.locks?.request(name, { signal }, run).catch(run) ?? run()).finally(end);
  };
}
