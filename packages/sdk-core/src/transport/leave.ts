import { limits } from '@passerby/wire';
import type { Environment } from '../environment.ts';
import { byteLength } from '../event/byte-length.ts';
import type { Transport } from './send.ts';

/** A beacon tells nobody when it has arrived; after so long it has, or never will. */
const arrivesWithinMs = 10_000;

/** In flight, of all trackers of the page, and when the last of them were taken. */
let bytesInFlight = 0;
let takenAt = 0;

/**
 * Sends a body so that it outlives the page, by beacon and else by keepalive fetch; neither tells whether it
 * arrived. False when the page has no room in flight for it: all trackers of a page share 64,000 bytes, as browsers
 * do. Chromium and WebKit refuse what is over, Firefox takes it and loses it. Never throws.
 */
export const createLeave = (
  environment: Environment,
  url: string,
  now: () => number,
  post: Transport['post'],
): ((body: string) => boolean) => {
  const { navigator = {} } = environment;
  const leave = (body: string): boolean => {
    const bytes = byteLength(body) + (now() - takenAt < arrivesWithinMs ? bytesInFlight : 0);
    if (bytes > limits.beaconBytes) return false;
    bytesInFlight = bytes;
    takenAt = now();
    try {
      // As text/plain: one of application/json would preflight, and be lost at unload (posthog-js#4139).
      if (navigator.sendBeacon?.(url, body)) return true;
    } catch {
      // A blocker's stub threw.
    }
    post(body, true).catch(() => {}); // Blocked or gone: its events are kept.
    return true;
  };
  return leave;
};
