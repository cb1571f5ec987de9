import { describeError } from '../capture/describe-error.ts';
import type { EventTracker } from '../capture/event-tracker.ts';

/**
 * Tracks what a framework has caught as `error`, with the props that `trackErrors` of `@passerby/sdk-core/errors`
 * gives to what nobody has caught. Whatever was thrown will do.
 */
export function trackError(tracker: EventTracker, thrown: unknown): void {
  const props = describeError({ reason: thrown } as PromiseRejectionEvent);
  if (props) tracker.trackEvent('error', props);
}
