import type { Environment } from '../environment.ts';

/**
 * Hands a body to the browser to send even if the page is gone; true when it was taken. It goes as text/plain:
 * one of application/json would preflight, and be lost at unload (posthog-js#4139).
 */
export function beacon({ navigator }: Environment, url: string, body: string): boolean {
  try {
    return !!navigator?.sendBeacon?.(url, body);
  } catch {
    return false; // A blocker's stub threw. The caller has another way.
  }
}
