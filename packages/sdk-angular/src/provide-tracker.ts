import { isPlatformBrowser } from '@angular/common';
import {
  DestroyRef,
  NgZone,
  PLATFORM_ID,
  inject,
  makeEnvironmentProviders,
  provideEnvironmentInitializer,
  type EnvironmentProviders,
} from '@angular/core';
import { createTracker, type Tracker, type TrackerOptions } from '@passerby/sdk-core';
import { shareTracker } from '@passerby/sdk-core/adapter';
import { TRACKER } from './inject-tracker.ts';
import { outsideZone } from './outside-zone.ts';
import { sdkName } from './sdk-name.ts';

/** What `provideTracker` is given besides options, such as `withRouterPageViews()`. */
export interface TrackerFeature {
  /** Options of the tracker that the feature needs; they overrule those of the app. */
  readonly options?: Partial<TrackerOptions>;
  /** Called once when the tracker has started, in the app's injection context and outside of its zone. */
  readonly start: () => void;
}

/**
 * Gives the app its tracker. It starts with the app, never on a server, and closes when the app is destroyed. It is
 * one for a site and page, also with several apps on it.
 *
 * @throws TypeError when the app starts and an option is bad; the message says what to change.
 */
export function provideTracker(options: TrackerOptions, ...features: TrackerFeature[]): EnvironmentProviders {
  return makeEnvironmentProviders([
    {
      provide: TRACKER,
      useFactory: () =>
        startTracker(Object.assign({ sdk: sdkName }, options, ...features.map((feature) => feature.options))),
    },
    provideEnvironmentInitializer(() => {
      inject(TRACKER);
      inject(NgZone).runOutsideAngular(() => {
        for (const { start } of features) start();
      });
    }),
  ]);
}

function startTracker(options: TrackerOptions): Tracker {
  // Angular's own question, as servers may have a `document` that only looks like one.
  const isBrowser = isPlatformBrowser(inject(PLATFORM_ID));
  const { start, ...tracker } = outsideZone(
    inject(NgZone),
    shareTracker(createTracker, isBrowser ? options : { ...options, pageViews: false }),
  );
  if (isBrowser) inject(DestroyRef).onDestroy(start());
  else tracker.close(); // Closed, it takes every call and drops it.
  return tracker;
}
