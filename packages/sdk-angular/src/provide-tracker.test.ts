import { Component, VERSION, type ApplicationRef } from '@angular/core';
import { TRACKER, injectTracker, provideTracker, type Tracker } from '@passerby/sdk-angular';
import { expect, test, vi } from 'vitest';
import { shownBy, startApp } from '../test/start-app.ts';
import { events, options, pageViews, told } from '../test/told.ts';

@Component({ selector: 'app-root', template: 'Shoes' })
class Shoes {
  readonly tracker: Tracker = injectTracker();
}
const trackerOf = (app: ApplicationRef): Tracker => shownBy(app, Shoes).tracker;

test('runs on the Angular that it is tested for', ({ task }) => {
  expect(VERSION.major).toBe(task.file.projectName?.endsWith('Angular 20') ? '20' : '22');
});

test('names itself as the sender', async () => {
  vi.spyOn(navigator, 'sendBeacon').mockReturnValue(true);
  const fetch = vi
    .spyOn(globalThis, 'fetch')
    .mockImplementation(async () => Response.json({ rejected: [] }, { status: 202 }));
  const app = await startApp(Shoes, [provideTracker({ site: options.site, endpoint: options.endpoint })]);
  await expect.poll(() => fetch.mock.calls[0]?.[1]?.body).toMatch(/"sdk":"sdk-angular\/\d/);
  app.destroy();
  await Promise.resolve();
  vi.restoreAllMocks();
});

test('counts by itself what the address says, once a page', async () => {
  await startApp(Shoes, [provideTracker(options)]);
  expect(pageViews()).toEqual([['/']]);
  history.pushState(null, '', '/cart');
  await expect.poll(pageViews).toEqual([['/'], ['/cart']]);
});

test('starts before the first component, whose events belong to the page view', async () => {
  @Component({ selector: 'app-root', template: '' })
  class Eager {
    constructor() {
      injectTracker().trackEvent('constructed');
    }
  }
  await startApp(Eager, [provideTracker(options)]);
  expect(told.map((event) => ('name' in event ? event.name : event.type))).toEqual([
    'pageview',
    'constructed',
  ]);
  expect(new Set(told.map(({ page }) => page)).size).toBe(1);
});

test('gives functions that can be passed around alone', async () => {
  const { trackEvent } = trackerOf(await startApp(Shoes, [provideTracker(options)]));
  trackEvent('signup', { plan: 'pro' }, { revenue: { amount: 9, currency: 'EUR' } });
  trackEvent('video', 'play', 'intro', 30);
  expect(events()).toEqual([
    ['signup', { plan: 'pro' }],
    ['play', { category: 'video', label: 'intro', value: 30 }],
  ]);
});

test('closes its tracker when the app is destroyed, and counts the page again when it comes back', async () => {
  const app = await startApp(Shoes, [provideTracker(options)]);
  const tracker = trackerOf(app);
  app.destroy();
  await Promise.resolve();
  tracker.trackEvent('late');
  history.pushState(null, '', '/cart');
  expect(tracker.stats().dropped).toMatchObject({ closed: 1 });
  expect(events()).toEqual([]);

  await startApp(Shoes, [provideTracker(options)]);
  expect(pageViews()).toEqual([['/'], ['/cart']]);
});

test('is one tracker in several apps, as on a page of micro frontends', async () => {
  await startApp(Shoes, [provideTracker(options)]);
  await startApp(Shoes, [provideTracker(options)]);
  expect(pageViews()).toEqual([['/']]);
});

test('throws without a provider, with the fix', async () => {
  await expect(startApp(Shoes, [])).rejects.toThrow(
    'passerby: add provideTracker({ site, endpoint }) to the providers of your app',
  );
});

test('throws on a bad option when the app starts, with the fix', async () => {
  await expect(startApp(Shoes, [provideTracker({ ...options, endpoint: 'stats' })])).rejects.toThrow(
    'passerby: give a site and an http(s) endpoint',
  );
});

test('leaves its place to a tracker of the app’s tests', async () => {
  const trackEvent = vi.fn<() => void>();
  const app = await startApp(Shoes, [{ provide: TRACKER, useValue: { trackEvent } }]);
  trackerOf(app).trackEvent('signup');
  expect(trackEvent).toHaveBeenCalledWith('signup');
  expect(told).toEqual([]);
});
