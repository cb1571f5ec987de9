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
export { TRACKER, injectTracker } from './inject-tracker.ts';
export { PasserbyTrack } from './passerby-track.ts';
export { PasserbyTrackView } from './passerby-track-view.ts';
export { provideTracker } from './provide-tracker.ts';
export type { TrackerFeature } from './provide-tracker.ts';
export { withErrorTracking } from './with-error-tracking.ts';
export { withRouterPageViews } from './with-router-page-views.ts';
export type { RouterPageViewsOptions } from './with-router-page-views.ts';
