import { limits } from '@passerby/wire';
import type { Environment } from '../environment.ts';

/** A beacon tells nobody when it has arrived; after so long it has, or never will. */
const arrivesWithinMs = 10_000;

/** Bytes in flight and when the last of them were taken, for each page. */
const inFlight = new WeakMap<Environment, [bytes: number, at: number]>();

/**
 * Takes room for a beacon or keepalive fetch; false when there is none. All trackers of a page share 64,000
 * bytes, as browsers do: Chromium and WebKit refuse what is over, Firefox takes it and loses it.
 */
export function takeExitBudget(environment: Environment, bytes: number): boolean {
  const now = environment.Date.now();
  const [before, at] = inFlight.get(environment) ?? [0, 0];
  const taken = bytes + (Math.abs(now - at) < arrivesWithinMs ? before : 0);
  if (taken > limits.beaconBytes) return false;
  inFlight.set(environment, [taken, now]);
  return true;
}
