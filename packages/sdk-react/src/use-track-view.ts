'use client';

import type { EventMap } from '@passerby/sdk-core';
import { onView } from '@passerby/sdk-core/views';
import { useEffect, useRef, type RefObject } from 'react';
import { useTrackEvent, type TrackThisEvent } from './use-track-event.ts';

/**
 * Tracks the event `name` once for a mounted element, when half of it, or as much of it as fills half of the
 * viewport, has been in view for a second.
 */
export function useTrackView<Events = EventMap, Name extends keyof Events & string = keyof Events & string>(
  ref: RefObject<Element | null>,
  name: Name,
  ...rest: Parameters<TrackThisEvent<Events[Name]>>
): void {
  const track = useTrackEvent<Events, Name>(name);
  // What it is given when the element is seen, not when it was mounted.
  const latest = useRef(rest);
  useEffect(() => {
    latest.current = rest;
  });
  useEffect(() => {
    if (!ref.current) return undefined;
    return onView(ref.current, () => track(...latest.current));
  }, [ref, track]);
}
