const { createTestTracker, faults } = require('@passerby/testing');

test('what was tracked is found', async () => {
  const tracker = createTestTracker();
  tracker.trackPageView({ url: 'https://shop.example/pricing' });
  tracker.trackEvent('signup', { plan: 'pro', seats: 3 });
  expect(tracker).toHaveTracked('signup', { plan: /^pro/, seats: expect.any(Number) }, { times: 1 });
  expect(tracker).toHaveTrackedPageView('/pricing');
  expect(tracker).not.toHaveTrackedPageView('/');
  expect(tracker).toMatchPlan({ version: 1, events: { signup: {} } });
  expect(tracker).not.toMatchPlan({ version: 2, events: {} });
  expect(tracker).not.toHaveTracked('purchase');
  tracker.fail(faults.tooManyRequests());
  await tracker.flush();
  expect(tracker.stats()).toMatchObject({ retried: 2, queued: 2 });
});

test('what was not tracked fails', () => {
  const tracker = createTestTracker();
  tracker.trackEvent('signup', { plan: 'free' });
  expect(tracker).toHaveTracked('signup', { plan: 'pro' });
});
