'use client';

import type { EventMap, Tracker, TrackerOptions } from '@passerby/sdk-core';
import { shareTracker } from '@passerby/sdk-core/adapter';
import { useEffect, useState, type ReactElement, type ReactNode } from 'react';
import { createTracker } from './create-tracker.ts';
import { TrackerContext } from './tracker-context.ts';

/** Either a tracker or the options to make one. */
export type TrackerProviderProps<Events = EventMap> = { children?: ReactNode } & (
  | {
      /** A tracker that was made outside, and is closed there. */
      tracker: Tracker<Events>;
      options?: never;
    }
  | {
      /** Of the tracker that the provider makes and closes; read once, when it is mounted. */
      options: TrackerOptions;
      tracker?: never;
    }
);

/**
 * Gives the components in it their tracker. Given `options`, it starts one when it is mounted, never on a server, and
 * closes it when it is unmounted. It is one for a site and page, also in StrictMode, with Fast Refresh and in several
 * roots.
 */
export function TrackerProvider<Events = EventMap>(props: TrackerProviderProps<Events>): ReactElement {
  const [own] = useState(() => props.options && shareTracker(createTracker, props.options));
  useEffect(() => own?.start(), [own]);
  const tracker = (props.tracker as Tracker | undefined) ?? own;
  return <TrackerContext.Provider value={tracker}>{props.children}</TrackerContext.Provider>;
}
