import { createTracker as createCoreTracker, type EventMap, type Tracker } from '@passerby/sdk-core';
import type { TrackerOptions } from '@passerby/sdk-core';
import { sdkName } from './sdk-name.ts';

/**
 * Starts a tracker outside of React, for `<TrackerProvider tracker={…}>`. Call it in the browser only, once.
 *
 * @throws TypeError when an option is bad; the message says what to change.
 */
export function createTracker<Events = EventMap>(options: TrackerOptions): Tracker<Events> {
  return createCoreTracker({ sdk: sdkName, ...options });
}
