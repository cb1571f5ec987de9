'use client';

import type { EventMap, Tracker } from '@passerby/sdk-core';
import { useContext } from 'react';
import { TrackerContext, demand } from './tracker-context.ts';

/**
 * The tracker of the provider above. Call it in effects and event handlers; on a server its calls do nothing.
 * `useTracker<{ signup: { plan: 'free' | 'pro' } }>()` takes no other events.
 *
 * @throws Error without a provider.
 */
export function useTracker<Events = EventMap>(): Tracker<Events> {
  return demand(useContext(TrackerContext)) as Tracker<Events>;
}
