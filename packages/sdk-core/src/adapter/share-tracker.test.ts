import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeEnvironment, type FakeEnvironment } from '../../test/fake-environment.ts';
import type { TrackerOptions } from '../options.ts';
import { createTracker, type Tracker } from '../tracker.ts';
import { shareTracker, type SharedTracker } from './share-tracker.ts';

const options: TrackerOptions = { site: 'shop.example', endpoint: 'https://stats.example' };
let page: FakeEnvironment;
let made: Tracker[];

const create = (given: TrackerOptions): Tracker => {
  const { document: _, ...server } = page;
  const tracker = createTracker(given, globalThis.document ? page : server);
  made.push(tracker);
  return tracker;
};
const share = (given: TrackerOptions = options): SharedTracker => shareTracker(create, given);
const dropped = (): unknown[] => made.map((tracker) => tracker.stats().dropped);
const untilNextTask = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  page = createFakeEnvironment();
  made = [];
  vi.stubGlobal('document', page.document);
});
afterEach(() => vi.unstubAllGlobals());

test('creates nothing before it is started or called', async () => {
  const tracker = share();
  expect(made).toHaveLength(0);
  const stop = tracker.start();
  expect(made).toHaveLength(1);
  stop();
  await untilNextTask();
});

test('is started by the first call, as children come before the component that owns it', async () => {
  const tracker = share();
  tracker.trackEvent('signup', { plan: 'pro' });
  const stop = tracker.start();
  expect(made).toHaveLength(1);
  expect(tracker.stats()).toMatchObject({ tracked: 2, dropped: {} });
  stop();
  await untilNextTask();
});

test('is kept by who lets go and starts again in the same task', async () => {
  const tracker = share();
  tracker.start()();
  const stop = tracker.start();
  await untilNextTask();
  tracker.trackEvent('signup');
  expect(made).toHaveLength(1);
  expect(dropped()).toEqual([{}]);
  stop();
  await untilNextTask();
});

test('is one for a site, until the last lets go', async () => {
  const [stopFirst, stopSecond] = [share().start(), share().start()];
  expect(made).toHaveLength(1);
  stopFirst();
  await untilNextTask();
  expect(page.listenerCount()).toBeGreaterThan(0);
  stopSecond();
  await untilNextTask();
  expect(page.listenerCount()).toBe(0);
});

test('is another one for another site', async () => {
  const stops = [share().start(), share({ ...options, site: 'blog.example' }).start()];
  expect(made).toHaveLength(2);
  for (const stop of stops) stop();
  await untilNextTask();
});

test('drops calls after the last has let go, and starts anew for the next', async () => {
  const tracker = share();
  tracker.start()();
  await untilNextTask();
  tracker.trackEvent('late');
  expect(made).toHaveLength(1);
  expect(tracker.stats().dropped).toEqual({ closed: 1 });

  const stop = tracker.start();
  tracker.trackEvent('in time');
  expect(made).toHaveLength(2);
  expect(tracker.stats().dropped).toEqual({});
  stop();
  await untilNextTask();
});

test('makes room for another when it is closed by hand', async () => {
  const tracker = share();
  const stop = tracker.start();
  tracker.close();
  const stopNext = share().start();
  expect(made).toHaveLength(2);
  stop();
  await untilNextTask();
  made[1]?.trackEvent('still open');
  expect(dropped()[1]).toEqual({});
  stopNext();
  await untilNextTask();
});

test('passes every call on, by functions that can be passed around alone', async () => {
  const { start, trackPageView, trackEvent, setConsent, identify, reset, flush, stats, on } = share();
  const stop = start();
  const heard: unknown[] = [];
  const silence = on('tracked', ({ events }) => heard.push(...events));
  setConsent('granted');
  expect(identify('u1')).toBe(true);
  trackPageView({ url: '/p/2', route: '/p/:id' });
  trackEvent('order', { items: 2 }, { revenue: { amount: 49.5, currency: 'EUR' } });
  trackEvent('video', 'play', 'intro', 30);
  silence();
  trackEvent('unheard');
  expect(heard).toMatchObject([
    { type: 'pageview', url: 'https://shop.example/p/2', route: '/p/:id' },
    { name: 'order', props: { items: 2 }, revenue: { amount: 49.5, currency: 'EUR' } },
    { name: 'play', props: { category: 'video', label: 'intro', value: 30 } },
  ]);
  reset();
  await flush();
  expect(stats()).toMatchObject({ tracked: 5, acknowledged: 5 });
  stop();
  await untilNextTask();
});

describe('on a server', () => {
  beforeEach(() => vi.stubGlobal('document', undefined));

  test('takes every call and does nothing', async () => {
    const tracker = share();
    const stop = tracker.start();
    tracker.trackPageView({ url: 'https://shop.example/' });
    tracker.trackEvent('signup', {}, { url: 'https://shop.example/' });
    await tracker.flush();
    expect(tracker.stats()).toMatchObject({ tracked: 0, dropped: { closed: 2 } });
    expect(page.sent).toEqual([]);
    stop();
    tracker.close();
  });

  test('shares nothing between requests', () => {
    share().trackEvent('a');
    share().trackEvent('b');
    expect(made).toHaveLength(2);
  });
});
