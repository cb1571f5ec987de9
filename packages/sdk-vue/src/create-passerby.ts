import { createTracker, type EventMap, type Tracker, type TrackerOptions } from '@passerby/sdk-core';
import { shareTracker } from '@passerby/sdk-core/adapter';
import type { App } from 'vue';
import { onUnmount } from './on-unmount.ts';
import { sdkName } from './sdk-name.ts';
import { trackerKey } from './tracker-key.ts';

/** What `app.use()` takes. */
export interface Passerby<Events = EventMap> {
  /** For where `useTracker()` cannot be called: stores, guards of routers. On a server its calls do nothing. */
  readonly tracker: Tracker<Events>;
  readonly install: (app: App) => void;
}

/**
 * The tracker as a plugin: `app.use(createPasserby({ site, endpoint }))`. It starts with `app.use()` or the first call,
 * never on a server, and is closed when the app is unmounted. It is one for a site and page, also with several apps.
 *
 * @throws TypeError from `app.use()`, when an option is bad; the message says what to change.
 */
export function createPasserby<Events = EventMap>(options: TrackerOptions): Passerby<Events> {
  const tracker = shareTracker(createTracker, { sdk: sdkName, ...options });
  return {
    tracker: tracker as Tracker<Events>,
    install(app) {
      app.provide(trackerKey, tracker);
      if (globalThis.document) onUnmount(app, tracker.start());
    },
  };
}
