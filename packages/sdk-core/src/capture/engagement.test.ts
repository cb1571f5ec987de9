import type { EngagementEvent } from '@passerby/wire';
import { beforeEach, expect, test } from 'vitest';
import { createFakeEnvironment, endPage, type FakeEnvironment } from '../../test/fake-environment.ts';
import type { TrackerOptions } from '../options.ts';
import { createTracker, type Tracker } from '../tracker.ts';

let page: FakeEnvironment;

const start = (options: Partial<TrackerOptions> = {}): Tracker =>
  createTracker({ site: 'shop.example', endpoint: 'https://stats.example', ...options }, page);

/** Engagement that was sent: ms, and percent. */
function told(): [number, number][] {
  const events = page.sent
    .flatMap(({ batch }) => batch.events)
    .filter((event): event is EngagementEvent => event.type === 'engagement');
  // What a beacon took is sent again when the page comes back.
  const once = new Map(events.map((event) => [event.id, event]));
  return Array.from(once.values(), ({ engagedMs, scrollDepth }) => [engagedMs, scrollDepth]);
}

function hide(): void {
  page.document.hidden = true;
  page.dispatch('visibilitychange');
}
function show(): void {
  page.document.hidden = false;
  page.dispatch('visibilitychange');
}
function scrollTo(scrollY: number): void {
  page.scrollY = scrollY;
  page.dispatch('scroll');
}

beforeEach(() => {
  page = createFakeEnvironment();
});

test('is told when the page ends: time, and how far was read', async () => {
  start();
  await page.pass(8_200);
  scrollTo(1_920);
  endPage(page);
  expect(told()).toEqual([[8_200, 73]]);
  const [view, engagement] = page.sent.flatMap(({ batch }) => batch.events);
  expect(engagement).toMatchObject({ page: view?.page, url: view?.url });
});

test('is told once for a page view that ends, and goes on where a tab is only hidden', async () => {
  start();
  await page.pass(5_000);
  hide();
  await page.pass(3_600_000);
  show();
  await page.pass(2_000);
  hide();
  hide();
  expect(told().map(([ms]) => ms)).toEqual([5_000, 2_000]);
});

test('counts no time without the focus', async () => {
  start();
  await page.pass(1_000);
  page.document.focused = false;
  page.dispatch('blur');
  await page.pass(60_000);
  page.document.focused = true;
  page.dispatch('focus');
  await page.pass(500);
  endPage(page);
  expect(told().map(([ms]) => ms)).toEqual([1_500]);
});

test('counts a minute at most after the visitor did something last', async () => {
  start();
  for (const type of ['keydown', 'pointerdown']) {
    // oxlint-disable-next-line no-await-in-loop
    await page.pass(50_000);
    page.dispatch(type);
  }
  await page.pass(3_600_000);
  endPage(page);
  expect(told().map(([ms]) => ms)).toEqual([160_000]);
});

test('begins anew with each page view, and keeps the depth of the one that ended', async () => {
  const tracker = start({ pageViews: false });
  tracker.trackPageView({ url: '/long' });
  await page.pass(4_000);
  scrollTo(3_000);
  page.document.documentElement.scrollHeight = 1_000;
  tracker.trackPageView({ url: '/short' });
  await page.pass(1_000);
  endPage(page);
  expect(told()).toEqual([
    [4_000, 100],
    [1_000, 100],
  ]);
  const urls = page.sent.flatMap(({ batch }) => batch.events.map(({ type, url }) => `${type} ${url}`));
  expect(urls).toContain('engagement https://shop.example/long');
});

test('keeps the deepest point when the visitor scrolls back up', async () => {
  start();
  await page.pass(1_000);
  scrollTo(2_000);
  scrollTo(0);
  endPage(page);
  expect(told()).toEqual([[1_000, 75]]);
});

test('is not told before a page view, of a glance, or where it is not wanted', async () => {
  start({ pageViews: false });
  await page.pass(5_000);
  endPage(page);
  page = createFakeEnvironment();
  start();
  await page.pass(99);
  endPage(page);
  page = createFakeEnvironment();
  start({ engagement: false });
  await page.pass(5_000);
  endPage(page);
  expect(told()).toEqual([]);
});

test('of a page in a background tab is nothing', async () => {
  page.document.hidden = true;
  page.document.focused = false;
  start();
  await page.pass(5_000);
  page.dispatch('pagehide');
  expect(told()).toEqual([]);
});
