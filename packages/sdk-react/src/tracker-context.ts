'use client';

import type { Tracker } from '@passerby/sdk-core';
import { createContext, type Context } from 'react';

export const TrackerContext: Context<Tracker | undefined> = createContext<Tracker | undefined>(undefined);

/** The tracker of the provider above. Throws, with the fix, where there is none. */
export function demand(tracker: Tracker | undefined): Tracker {
  if (tracker) return tracker;
  throw new Error('passerby: wrap your app in <TrackerProvider options={{ site, endpoint }}>');
}
