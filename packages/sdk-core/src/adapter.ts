// What the adapters for frameworks have in common. Apps do not need it.
export { onPageShown } from './adapter/on-page-shown.ts';
export { shareTracker } from './adapter/share-tracker.ts';
export type { SharedTracker } from './adapter/share-tracker.ts';
export { trackError } from './adapter/track-error.ts';
