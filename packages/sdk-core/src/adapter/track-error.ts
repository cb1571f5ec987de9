import { describeError } from '../capture/describe-error.ts';
import type { EventTracker } from '../capture/event-tracker.ts';

const maxErrors = 10;
const told = new WeakMap<EventTracker, Set<string>>();

/**
 * Tracks what a framework has caught as `error`, with the props that `trackErrors` of `@passerby/sdk-core/errors`
 * gives to what nobody has caught. Whatever was thrown will do. Each error is told once, and at most 10 are, as
 * what fails to render fails each time.
 */
export function trackError(tracker: EventTracker, thrown: unknown): void {
  const props = describeError({ reason: thrown } as PromiseRejectionEvent);
  if (!props) return;
  const before = told.get(tracker) ?? new Set();
  told.set(tracker, before);
  const key = JSON.stringify(props);
  if (before.size >= maxErrors || before.has(key)) return;
  before.add(key);
  tracker.trackEvent('error', props);
}
