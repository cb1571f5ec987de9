export type {
  Consent,
  DropReason,
  Event,
  EventMap,
  EventOptions,
  PageViewOptions,
  PropsInput,
  Revenue,
  Stats,
  Tracker,
  TrackerOptions,
} from '@passerby/sdk-core';
export { createTracker } from './create-tracker.ts';
export { TrackView } from './track-view.tsx';
export type { TrackViewProps } from './track-view.tsx';
export { TrackerErrorBoundary } from './tracker-error-boundary.tsx';
export type { TrackerErrorBoundaryProps } from './tracker-error-boundary.tsx';
export { TrackerProvider } from './tracker-provider.tsx';
export type { TrackerProviderProps } from './tracker-provider.tsx';
export { usePageView } from './use-page-view.ts';
export { useTrackEvent } from './use-track-event.ts';
export type { TrackThisEvent } from './use-track-event.ts';
export { useTrackView } from './use-track-view.ts';
export { useTracker } from './use-tracker.ts';
