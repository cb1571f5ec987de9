import type { Environment } from '../environment.ts';
import { byteLength } from '../event/byte-length.ts';
import { takeExitBudget } from './exit-budget.ts';
import { post } from './send.ts';

/**
 * Sends a body so that it outlives the page, by beacon and else by keepalive fetch; neither tells whether it
 * arrived. False when the page has no room in flight for it. Never throws.
 */
export function leave(environment: Environment, url: string, body: string): boolean {
  if (!takeExitBudget(environment, byteLength(body))) return false;
  try {
    // As text/plain: one of application/json would preflight, and be lost at unload (posthog-js#4139).
    if (environment.navigator?.sendBeacon?.(url, body)) return true;
  } catch {
    // A blocker's stub threw.
  }
  post(environment, url, body, true).catch(() => {}); // Blocked or gone: its events are kept.
  return true;
}
