'use client';

import type { EventMap, EventOptions, PropsInput } from '@passerby/sdk-core';
import { useRef, type HTMLAttributes, type ReactElement } from 'react';
import { useTrackView } from './use-track-view.ts';

/** Those of the `<div>`, and what to track. */
export interface TrackViewProps<
  Events = EventMap,
  Name extends keyof Events & string = keyof Events & string,
> extends HTMLAttributes<HTMLDivElement> {
  /** Name of the event. */
  event: Name;
  /** Properties of the event. */
  props?: Events[Name];
  /** What else to say of the event, such as revenue. */
  options?: EventOptions;
}

/** A `<div>` that tracks once that it was seen: see `useTrackView`, which needs no element of its own. */
export function TrackView<Events = EventMap, Name extends keyof Events & string = keyof Events & string>({
  event,
  props,
  options,
  ...attributes
}: TrackViewProps<Events, Name>): ReactElement {
  const ref = useRef<HTMLDivElement>(null);
  useTrackView(ref, event, props as PropsInput, options);
  return <div {...attributes} ref={ref} />;
}
