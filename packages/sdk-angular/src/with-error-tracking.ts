import { DestroyRef, ErrorHandler, inject } from '@angular/core';
import { trackError } from '@passerby/sdk-core/adapter';
import { injectTracker } from './inject-tracker.ts';
import type { TrackerFeature } from './provide-tracker.ts';

/**
 * Tracks what Angular hands to the app's `ErrorHandler`, whichever that is, as the event `error`, with the props of
 * `trackErrors` of `@passerby/sdk-core/errors`: each error once and at most 10. With Angular's
 * `provideBrowserGlobalErrorListeners()` these are also the errors outside of Angular.
 */
export function withErrorTracking(): TrackerFeature {
  return {
    start() {
      const tracker = injectTracker();
      const handler = inject(ErrorHandler);
      const handleError = handler.handleError.bind(handler);
      handler.handleError = (error) => {
        trackError(tracker, error);
        handleError(error);
      };
      inject(DestroyRef).onDestroy(() => {
        handler.handleError = handleError;
      });
    },
  };
}
