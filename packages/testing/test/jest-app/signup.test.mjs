import { expect, test } from '@jest/globals';
import { createTestTracker } from '@passerby/testing';

test('modules find what was tracked', () => {
  const tracker = createTestTracker();
  tracker.trackEvent('signup', { plan: 'pro' });
  expect(tracker).toHaveTracked('signup', { plan: 'pro' });
});

test('modules fail by what was not tracked', () => {
  expect(createTestTracker()).toHaveTrackedPageView('/');
});
