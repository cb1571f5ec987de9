const { createTestTracker } = require('@passerby/testing');

// Each fails, and its message is compared with ../golden.

const plan = {
  version: 2,
  events: {
    signup: {
      props: { type: 'object', properties: { plan: { enum: ['free'] } }, required: ['plan', 'way'] },
    },
  },
};
let tracker;

beforeEach(() => {
  tracker = createTestTracker({ url: 'https://shop.example/pricing' });
  tracker.trackPageView();
  tracker.trackEvent('signup', { plan: 'pro', seats: 3 });
});

test('toHaveTracked with another property', () => {
  expect(tracker).toHaveTracked('signup', { plan: 'free' });
});

test('toHaveTracked so often', () => {
  expect(tracker).toHaveTracked('signup', {}, { times: 2 });
});

test('toHaveTracked not', () => {
  expect(tracker).not.toHaveTracked('signup', { plan: /pro/ });
});

test('toHaveTracked after a refusal', () => {
  tracker.setConsent('denied');
  tracker.trackEvent('purchase');
  expect(tracker).toHaveTracked('purchase');
});

test('toHaveTrackedPageView of another page', () => {
  expect(tracker).toHaveTrackedPageView('/checkout');
});

test('toHaveTrackedPageView not', () => {
  expect(tracker).not.toHaveTrackedPageView(/pricing/);
});

test('toMatchPlan', () => {
  expect(tracker).toMatchPlan(plan);
});

test('toMatchPlan not', () => {
  expect(tracker).not.toMatchPlan({ version: 3, events: { signup: {} } });
});
