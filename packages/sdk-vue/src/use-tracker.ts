import type { EventMap, Tracker } from '@passerby/sdk-core';
import { inject } from 'vue';
import { trackerKey } from './tracker-key.ts';

/**
 * The tracker of the app, for `setup()`; its functions can be called at any time. On a server they do nothing.
 * `useTracker<{ signup: { plan: 'free' | 'pro' } }>()` takes no other events.
 *
 * @throws Error in an app without the plugin, and outside of `setup()`.
 */
export function useTracker<Events = EventMap>(): Tracker<Events> {
  const tracker = inject(trackerKey, undefined);
  if (tracker) return tracker as Tracker<Events>;
  throw new Error(
    'passerby: app.use(createPasserby({ site, endpoint })) comes first, and useTracker() in setup()',
  );
}
