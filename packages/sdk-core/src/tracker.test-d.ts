import { describe, expectTypeOf, test } from 'vitest';
import { createTracker, type DropReason, type Event, type Tracker } from './index.ts';

declare const tracker: Tracker;

describe('createTracker', () => {
  test('needs site and endpoint', () => {
    expectTypeOf(createTracker({ site: 'a', endpoint: 'https://stats.example' })).toEqualTypeOf<Tracker>();
    // @ts-expect-error endpoint is missing
    void (() => createTracker({ site: 'a' }));
    // @ts-expect-error there is no such option
    void (() => createTracker({ site: 'a', endpoint: 'https://stats.example', flushAfter: 1 }));
  });
});

describe('trackEvent', () => {
  test('takes flat props and revenue', () => {
    expectTypeOf(tracker.trackEvent).toBeCallableWith('a');
    expectTypeOf(tracker.trackEvent).toBeCallableWith('a', {
      plan: 'pro',
      seats: 3,
      trial: true,
      code: null,
    });
    expectTypeOf(tracker.trackEvent).toBeCallableWith('a', {}, { revenue: { amount: 1, currency: 'EUR' } });
    // @ts-expect-error props are flat
    void (() => tracker.trackEvent('a', { cart: { items: 2 } }));
    // @ts-expect-error revenue needs a currency
    void (() => tracker.trackEvent('a', {}, { revenue: { amount: 1 } }));
  });

  test('takes the classic form', () => {
    expectTypeOf(tracker.trackEvent).toBeCallableWith('video', 'play');
    expectTypeOf(tracker.trackEvent).toBeCallableWith('video', 'play', undefined, 30);
    // @ts-expect-error the value is a number
    void (() => tracker.trackEvent('video', 'play', 'intro', '30'));
    // @ts-expect-error classic calls have no props
    void (() => tracker.trackEvent('video', 'play', { plan: 'pro' }));
  });
});

describe('a map of events', () => {
  interface Events {
    signup: { plan: 'free' | 'pro'; seats?: number };
    // oxlint-disable-next-line typescript/no-empty-object-type -- as users write it
    logout: {};
    search: { term?: string };
  }
  const typed = createTracker<Events>({ site: 'a', endpoint: 'https://stats.example' });

  test('allows its names with their properties, and nothing else', () => {
    expectTypeOf(typed.trackEvent).toBeCallableWith('signup', { plan: 'pro' });
    typed.trackEvent('signup', { plan: 'free', seats: 3 }, { revenue: { amount: 1, currency: 'EUR' } });
    typed.trackEvent('logout');
    typed.trackEvent('search');
    typed.trackEvent('search', { term: 'shoes' });
    typed.trackEvent('auth', 'logout');
    // @ts-expect-error no such event
    void (() => typed.trackEvent('sign_up', { plan: 'pro' }));
    // @ts-expect-error no such plan
    void (() => typed.trackEvent('signup', { plan: 'gold' }));
    // @ts-expect-error the plan is missing
    void (() => typed.trackEvent('signup', {}));
    // @ts-expect-error the properties are missing
    void (() => typed.trackEvent('signup'));
    // @ts-expect-error no such property
    void (() => typed.trackEvent('signup', { plan: 'pro', coupon: 'x' }));
    // @ts-expect-error no such action in the classic form
    void (() => typed.trackEvent('auth', 'log-out'));
  });

  test('still is a tracker for helpers that take any', () => {
    expectTypeOf(typed.trackPageView).toEqualTypeOf<Tracker['trackPageView']>();
  });
});

describe('on', () => {
  test('gives each listener its detail', () => {
    tracker.on('dropped', (detail) => {
      expectTypeOf(detail.reason).toEqualTypeOf<DropReason>();
      expectTypeOf(detail.event).toEqualTypeOf<Event | undefined>();
    });
    tracker.on('acknowledged', ({ events }) => expectTypeOf(events).toEqualTypeOf<Event[]>());
    // @ts-expect-error there is no such signal
    void (() => tracker.on('lost', () => {}));
  });
});
