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

describe('on', () => {
  test('gives each listener its detail', () => {
    tracker.on('dropped', (detail) => {
      expectTypeOf(detail.reason).toEqualTypeOf<DropReason>();
      expectTypeOf(detail.event).toEqualTypeOf<Event | undefined>();
    });
    tracker.on('acknowledged', ({ events }) => expectTypeOf(events).toEqualTypeOf<Event[]>());
    tracker.on('cleaned', ({ keys }) => expectTypeOf(keys).toEqualTypeOf<string[]>());
    // @ts-expect-error there is no such signal
    void (() => tracker.on('lost', () => {}));
  });
});
