import { definePlan } from '@passerby/sdk-core/plan';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { faults } from '../faults.ts';
// oxlint-disable-next-line no-unassigned-import -- as its users do
import '../vitest.ts';
import { createTestTracker } from './create-test-tracker.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('a tracker for tests', () => {
  it('remembers at once what the real one would send', () => {
    const tracker = createTestTracker<{ signup: { plan: 'free' | 'pro' } }>();
    tracker.trackPageView({ url: 'https://shop.example/pricing?utm_source=x&secret=1' });
    tracker.trackEvent('signup', { plan: 'pro' });
    tracker.trackEvent('buttons', 'signup', 'header', 3);
    expect(tracker.events()).toMatchObject([
      { type: 'pageview', url: 'https://shop.example/pricing?utm_source=x' },
      { type: 'event', name: 'signup', props: { plan: 'pro' }, seq: 2 },
      { type: 'event', name: 'signup', props: { category: 'buttons', label: 'header', value: 3 } },
    ]);
    tracker.clear();
    expect(tracker.events()).toEqual([]);
  });

  it('touches neither network nor timers, and tells nothing by itself', async () => {
    vi.useFakeTimers();
    const fetch = vi.fn<() => void>();
    const listen = vi.fn<() => void>();
    vi.stubGlobal('fetch', fetch);
    vi.stubGlobal('addEventListener', listen);
    const tracker = createTestTracker();
    tracker.trackEvent('a');
    await tracker.flush();
    tracker.close();
    expect([fetch.mock.calls, listen.mock.calls, vi.getTimerCount()]).toEqual([[], [], 0]);
    expect(tracker.events()).toHaveLength(1);
    expect(tracker.stats()).toMatchObject({ tracked: 1, acknowledged: 1, queued: 0 });
  });

  it('keeps the consent of each tracker apart, and says why it dropped', () => {
    const denied = createTestTracker({ consent: 'denied' });
    denied.trackEvent('a');
    expect(denied.dropped()).toMatchObject([{ reason: 'consent' }]);
    const other = createTestTracker();
    expect(other.identify('u1')).toBe(false);
    other.setConsent('granted');
    expect(other.identify('u1')).toBe(true);
    other.trackEvent('a');
    expect([denied.events().length, other.events().length]).toEqual([0, 1]);
  });

  it('takes the address of the document, where it has one', () => {
    vi.stubGlobal('document', { URL: 'http://localhost:3000/here' });
    const tracker = createTestTracker();
    tracker.trackEvent('a');
    vi.stubGlobal('document', { URL: 'about:blank' });
    tracker.trackEvent('a');
    expect(tracker.events().map(({ url }) => url)).toEqual([
      'http://localhost:3000/here',
      'https://test.example/',
    ]);
  });

  it.each([
    faults.serverError(),
    faults.tooManyRequests(),
    faults.reset(),
    faults.blocked(),
    faults.lostAnswer(),
  ])('tries again after %o', async (fault) => {
    const tracker = createTestTracker();
    tracker.fail(fault);
    tracker.trackEvent('a');
    await tracker.flush();
    expect(tracker.stats()).toMatchObject({ retried: 1, acknowledged: 0, queued: 1 });
    tracker.recover();
    await tracker.flush();
    expect(tracker.stats()).toMatchObject({ acknowledged: 1, queued: 0 });
  });

  it('drops alone what is too large, waits for what is slow, and lives with wrong clocks and full storage', async () => {
    const tracker = createTestTracker();
    tracker.fail(faults.tooLarge());
    tracker.trackEvent('a');
    await tracker.flush();
    expect(tracker.dropped()).toMatchObject([{ reason: 'too-large' }]);
    tracker.fail(faults.storageFull());
    tracker.setConsent('granted');
    tracker.fail(faults.clockSkew());
    tracker.fail(faults.slow());
    tracker.trackEvent('late');
    const waits = Symbol('waits');
    const soon = new Promise((resolve) => setTimeout(resolve, 20, waits));
    expect(await Promise.race([tracker.flush(), soon])).toBe(waits);
    expect((tracker.events()[1]?.time ?? 0) - Date.now()).toBeGreaterThan(3_500_000);
  });
});

describe('toHaveTracked', () => {
  it('holds for an event with its properties, as often as it is said', () => {
    const tracker = createTestTracker({ url: 'https://shop.example/pricing' });
    tracker.trackEvent('signup', { plan: 'pro', seats: 3 });
    tracker.trackPageView();
    expect(tracker).toHaveTracked('signup', { plan: /^p/, seats: expect.any(Number) });
    expect(tracker).toHaveTracked('signup', {}, { times: 1 });
    expect(tracker).not.toHaveTracked('signup', { plan: 'free' });
    expect(tracker).not.toHaveTracked('signup', {}, { times: 2 });
    expect(tracker).toHaveTrackedPageView('/pricing', { times: 1 });
    expect(tracker).not.toHaveTrackedPageView('/');
  });

  it('says what is nearest when it does not hold', () => {
    const tracker = createTestTracker({ consent: 'granted' });
    tracker.trackEvent('signup', { plan: 'free' });
    tracker.setConsent('denied');
    tracker.trackEvent('signup', { plan: 'pro' });
    expect(() => expect(tracker).toHaveTracked('signup', { plan: 'pro' }))
      .toThrowErrorMatchingInlineSnapshot(`
      [Error: expect(tracker).toHaveTracked('signup', { plan: 'pro' })

      0 such events were tracked.

      Nearest:
        #1 signup on / { plan: 'free' }
          - plan: 'pro'
          + plan: 'free'

      Timeline:
        #1 +0 ms signup on / { plan: 'free' }
      Dropped: 2 (consent)]
    `);
    expect(() => expect(tracker).not.toHaveTracked('signup')).toThrowErrorMatchingInlineSnapshot(`
      [Error: expect(tracker).not.toHaveTracked('signup')

      1 such event was tracked.

      Timeline:
        #1 +0 ms signup on / { plan: 'free' }
      Dropped: 2 (consent)]
    `);
    expect(() => expect(tracker).toHaveTrackedPageView()).toThrowErrorMatchingInlineSnapshot(`
      [Error: expect(tracker).toHaveTrackedPageView()

      0 such events were tracked.

      Timeline:
        #1 +0 ms signup on / { plan: 'free' }
      Dropped: 2 (consent)]
    `);
    expect(() => expect({}).toHaveTracked('signup')).toThrow('give the tracker of createTestTracker()');
  });
});

describe('toMatchPlan', () => {
  const plan = definePlan({
    signup: {
      props: { type: 'object', properties: { plan: { enum: ['free', 'pro'] } }, required: ['plan'] },
    },
  });

  it('passes what is planned, and names what is not', () => {
    const tracker = createTestTracker();
    tracker.trackPageView();
    tracker.trackEvent('signup', { plan: 'pro' });
    expect(tracker).toMatchPlan(plan);
    tracker.trackEvent('signup', { plan: 'gold' });
    tracker.trackEvent('sign_up');
    expect(tracker).not.toMatchPlan(plan);
    expect(() => expect(tracker).toMatchPlan(plan)).toThrow(`expect(tracker).toMatchPlan(plan 1)

Against the plan:
  #3 signup on / { plan: 'gold' }
    props.plan: must be one of "free", "pro"
  #4 sign_up on /
    name: "sign_up" is not in the plan`);
  });
});
