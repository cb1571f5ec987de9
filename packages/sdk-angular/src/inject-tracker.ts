import { InjectionToken, inject } from '@angular/core';
import type { EventMap, Tracker } from '@passerby/sdk-core';

/** Where `injectTracker()` finds the tracker. Tests may put theirs in: `{ provide: TRACKER, useValue: fake }`. */
export const TRACKER: InjectionToken<Tracker> = new InjectionToken<Tracker>('passerby tracker');

/**
 * The tracker of `provideTracker()`, in an injection context such as a component's fields. On a server its calls do
 * nothing; in the browser they run outside of Angular's zone and trigger no change detection.
 * `injectTracker<{ signup: { plan: 'free' | 'pro' } }>()` takes no other events.
 *
 * @throws Error without a provider.
 */
export function injectTracker<Events = EventMap>(): Tracker<Events> {
  const tracker = inject(TRACKER, { optional: true });
  if (tracker) return tracker as Tracker<Events>;
  throw new Error('passerby: add provideTracker({ site, endpoint }) to the providers of your app');
}
