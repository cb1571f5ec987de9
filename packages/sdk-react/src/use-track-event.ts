'use client';

import type { EventMap, EventOptions } from '@passerby/sdk-core';
import { useCallback } from 'react';
import { useTracker } from './use-tracker.ts';

/** Tracks one event; its properties come first where it has any that it must have. */
export type TrackThisEvent<Props> = (
  ...rest: Partial<Props> extends Props
    ? [props?: Props | null, options?: EventOptions]
    : [props: Props, options?: EventOptions]
) => void;

/**
 * A stable function that tracks the event `name`. `useTrackEvent<Events, 'signup'>('signup')` takes the properties
 * of that event only.
 */
export function useTrackEvent<Events = EventMap, Name extends keyof Events & string = keyof Events & string>(
  name: Name,
): TrackThisEvent<Events[Name]> {
  const { trackEvent } = useTracker<Events>();
  return useCallback((...rest) => trackEvent(name, ...rest), [trackEvent, name]);
}
