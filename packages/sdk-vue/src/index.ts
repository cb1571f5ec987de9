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
export { createPasserby } from './create-passerby.ts';
export type { Passerby } from './create-passerby.ts';
export { vTrack, vTrackView } from './track-directive.ts';
export type { TrackDirective } from './track-directive.ts';
export { trackerKey } from './tracker-key.ts';
export { trackRouter } from './track-router.ts';
export type { PageRouter, TrackRouterOptions } from './track-router.ts';
export { useTracker } from './use-tracker.ts';
