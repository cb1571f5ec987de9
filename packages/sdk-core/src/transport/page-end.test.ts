import { beforeEach, expect, test } from 'vitest';
import {
  createFakeEnvironment,
  endPage,
  namesOf,
  type FakeEnvironment,
} from '../../test/fake-environment.ts';
import type { TrackerOptions } from '../options.ts';
import { startBareTracker } from '../../test/start-bare-tracker.ts';
import type { Tracker } from '../tracker.ts';

let page: FakeEnvironment;

const start = (options: Partial<TrackerOptions> = {}): Tracker => startBareTracker(page, options);

const sentBy = (): [string, string[]][] => page.sent.map((sent) => [sent.by, namesOf(sent)]);

let minutes = 0;

beforeEach(() => {
  page = createFakeEnvironment();
  // What the test before had in flight has arrived, as all trackers share the room of one page.
  page.setClock(page.Date.now() + ++minutes * 60_000);
});

test('sends what is queued by one beacon when the page ends (umami#2340: Firefox lost keepalive)', async () => {
  const tracker = start();
  tracker.trackPageView();
  tracker.trackEvent('a');
  endPage(page);
  expect(sentBy()).toEqual([['beacon', ['pageview', 'a']]]);
  expect(page.sent[0]?.url).toBe('https://stats.example/api/v1/events');
  await page.pass(60_000);
  expect(page.sent).toHaveLength(1);
});

test('sends when the tab is only hidden, as a phone may never say more', () => {
  const tracker = start();
  tracker.trackEvent('a');
  page.document.hidden = true;
  page.dispatch('visibilitychange');
  expect(sentBy()).toEqual([['beacon', ['a']]]);
});

test('sends nothing when the tab is shown again', () => {
  const tracker = start();
  tracker.trackEvent('a');
  page.dispatch('visibilitychange');
  expect(page.sent).toEqual([]);
});

test('sends an event of the last moment once (Amplitude-JavaScript#385, #371)', () => {
  const tracker = start();
  tracker.trackEvent('beforeunload');
  page.addEventListener?.('pagehide', () => tracker.trackEvent('pagehide'), {});
  endPage(page);
  expect(sentBy()).toEqual([
    ['beacon', ['beforeunload']],
    ['beacon', ['pagehide']],
  ]);
});

test('sends again by beacon what a fetch has in flight, with the same ids', async () => {
  const tracker = start();
  let answer = (): void => {};
  page.answer = () => new Promise((resolve) => (answer = () => resolve('network-error')));
  tracker.trackPageView();
  await page.pass(0);
  tracker.trackEvent('a');
  endPage(page);
  expect(sentBy()).toEqual([
    ['fetch', ['pageview']],
    ['beacon', ['pageview', 'a']],
  ]);
  expect(page.sent[1]?.batch.events[0]).toEqual(page.sent[0]?.batch.events[0]);

  answer(); // The page lives on, in the back/forward cache: what the beacon took is not sent a third time.
  await tracker.flush();
  await page.pass(60_000);
  expect(page.sent).toHaveLength(2);
});

test('does not fetch what a beacon took while the batch before was on its way', async () => {
  const tracker = start({ maxBatchEvents: 1 });
  let answer = (): void => {};
  page.answer = () =>
    new Promise((resolve) => (answer = () => resolve({ status: 202, body: { rejected: [] } })));
  tracker.trackEvent('a');
  tracker.trackEvent('b');
  await page.pass(0);
  endPage(page);
  answer();
  await page.pass(60_000);
  expect(sentBy()).toEqual([
    ['fetch', ['a']],
    ['beacon', ['a']],
    ['beacon', ['b']],
  ]);
});

test('cuts into beacons that together take at most 64,000 bytes (posthog-js#4140, #44)', () => {
  const tracker = start({ maxBatchEvents: 500, site: 's'.repeat(256) });
  for (let index = 0; index < 499; index++) tracker.trackEvent('small');
  endPage(page);
  const sizes = page.sent.map(({ body }) => Buffer.byteLength(body));
  expect(Math.max(...sizes)).toBeLessThanOrEqual(16_000);
  const total = sizes.reduce((sum, size) => sum + size);
  expect(total).toBeGreaterThan(60_000);
  expect(total).toBeLessThanOrEqual(64_000);
  expect(tracker.stats()).toMatchObject({ queued: 499, maybeSent: page.sent.flatMap(namesOf).length });
});

test('shares these bytes with the other trackers of the page (Amplitude-TypeScript#1781)', async () => {
  const note = 'x'.repeat(1000);
  for (const site of ['a.example', 'b.example']) {
    const tracker = start({ site, maxBatchEvents: 500 });
    for (let index = 0; index < 40; index++) tracker.trackEvent(`e${index}`, { note });
  }
  page.dispatch('pagehide');
  const total = (): number => page.sent.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
  expect(total()).toBeLessThanOrEqual(64_000);
  await page.pass(10_000); // Whatever they became, they are no longer in flight.
  page.dispatch('pagehide');
  expect(page.sent.flatMap(namesOf)).toHaveLength(80);
});

test('falls back to a keepalive fetch when a beacon is refused (posthog-js#4140: false was ignored)', async () => {
  page.takesBeacon = () => false;
  const tracker = start();
  tracker.trackEvent('a');
  page.dispatch('pagehide');
  expect(sentBy()).toEqual([['keepalive', ['a']]]);
  await tracker.flush();
  expect(page.sent).toHaveLength(1);
});

test('falls back to a keepalive fetch when sendBeacon is missing or throws', () => {
  for (const navigator of [{}, { sendBeacon: () => expect.fail('blocked') }]) {
    page = { ...createFakeEnvironment(), navigator };
    start().trackEvent('a');
    page.dispatch('pagehide');
    expect(sentBy()).toEqual([['keepalive', ['a']]]);
  }
});

test('keeps queued what fits neither into a beacon nor into keepalive (Amplitude-TypeScript#1781)', async () => {
  let free = 40_000; // Another script has the rest.
  page.takesBeacon = (body) => (free -= body.length) >= 0;
  page.answer = () => 'network-error';
  const tracker = start({ maxBatchEvents: 500 });
  for (let index = 0; index < 55; index++) tracker.trackEvent(`e${index}`, { note: 'x'.repeat(1000) });
  page.document.hidden = true;
  page.dispatch('visibilitychange');
  await page.pass(0);
  expect(page.sent.map(({ by }) => by)).toEqual(['beacon', 'beacon', 'keepalive', 'keepalive']);

  page.answer = createFakeEnvironment().answer; // The tab was only in the background.
  page.document.hidden = false;
  page.dispatch('visibilitychange');
  await tracker.flush();
  const names = page.sent.flatMap((sent) => (sent.by === 'fetch' ? namesOf(sent) : []));
  expect(names).toEqual(Array.from({ length: 55 }, (_, index) => `e${index}`));
  expect(tracker.stats()).toMatchObject({ acknowledged: 55, queued: 0 });
});

test('sends nothing by beacon without a network, which would say "taken" and lose it', () => {
  const tracker = start();
  tracker.trackEvent('a');
  Object.assign(page.navigator ?? {}, { onLine: false });
  endPage(page);
  expect(page.sent).toEqual([]);
  expect(tracker.stats()).toMatchObject({ queued: 1, maybeSent: 0 });
});

test('sends again, and now for an answer, what a beacon took, when the page comes back', async () => {
  const tracker = start();
  tracker.trackPageView();
  endPage(page);
  page.document.hidden = false;
  page.dispatch('visibilitychange');
  await page.pass(0);
  tracker.trackEvent('back');
  endPage(page);
  expect(sentBy()).toEqual([
    ['beacon', ['pageview']],
    ['fetch', ['pageview']],
    ['beacon', ['back']],
  ]);
});
