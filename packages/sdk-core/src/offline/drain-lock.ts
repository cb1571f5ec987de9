import type { Environment } from '../environment.ts';

/**
 * Makes what runs something when no other tab runs something of that name; a tab that is closed or crashes frees
 * its lock. Where there are no locks, as on plain http, it runs at once: the store has a lease for that. What is
 * run must not reject.
 */
export function withDrainLock(
  { navigator }: Environment,
  name: string,
): <T>(run: () => Promise<T>) => Promise<T> {
  // Refused in a sandboxed frame or a page that is going (analytics-next#438). There is no store there either.
  return (run) => navigator?.locks?.request(name, run).catch(run) ?? run();
}
