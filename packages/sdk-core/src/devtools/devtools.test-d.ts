import { expectTypeOf, test } from 'vitest';
import { announceEvents, openDevtools } from '../devtools.ts';
import { createTracker } from '../index.ts';
import { definePlan } from '../plan.ts';

test('a tracker of any events fits, and its options with a plan', () => {
  const options = { site: 'shop.example', endpoint: 'https://stats.example' };
  const tracker = createTracker<{ signup: { plan: 'free' | 'pro' } }>(options);
  const plan = definePlan({ signup: {} });
  expectTypeOf(openDevtools).toBeCallableWith(tracker, { site: 'shop.example', consent: 'pending', plan });
  expectTypeOf(announceEvents).toBeCallableWith(tracker, options);
  // @ts-expect-error the visitor's choice is found by the site's key
  void (() => openDevtools(tracker, {}));
});
