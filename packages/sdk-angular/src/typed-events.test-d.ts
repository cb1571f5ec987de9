import { expectTypeOf, test } from 'vitest';
import {
  injectTracker,
  provideTracker,
  withErrorTracking,
  withRouterPageViews,
  type Tracker,
  type TrackerOptions,
} from './index.ts';

interface Events {
  signup: { plan: 'free' | 'pro' };
  // oxlint-disable-next-line typescript/no-empty-object-type -- as users write it
  logout: {};
}
declare const options: TrackerOptions;

test('injectTracker passes the events on', () => {
  const tracker = injectTracker<Events>();
  expectTypeOf(tracker).toEqualTypeOf<Tracker<Events>>();
  tracker.trackEvent('signup', { plan: 'pro' });
  tracker.trackEvent('logout');
  // @ts-expect-error no such plan
  tracker.trackEvent('signup', { plan: 'gold' });
  // @ts-expect-error the plan is missing
  tracker.trackEvent('signup');
  // @ts-expect-error no such event
  tracker.trackEvent('sign-up');
  expectTypeOf(injectTracker()).toEqualTypeOf<Tracker>();
});

test('provideTracker takes options and features', () => {
  expectTypeOf(provideTracker).toBeCallableWith(
    options,
    withRouterPageViews({ by: 'query' }),
    withErrorTracking(),
  );
  // @ts-expect-error no options
  provideTracker(withRouterPageViews());
  // @ts-expect-error no such choice
  withRouterPageViews({ by: 'hash' });
});
