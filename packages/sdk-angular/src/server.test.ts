// @vitest-environment node
import { Component, ErrorHandler, inject, provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication, type BootstrapContext } from '@angular/platform-browser';
import { provideServerRendering, renderApplication } from '@angular/platform-server';
import { RouterOutlet, provideRouter } from '@angular/router';
import {
  PasserbyTrack,
  PasserbyTrackView,
  injectTracker,
  provideTracker,
  withErrorTracking,
  withRouterPageViews,
  type TrackerFeature,
} from '@passerby/sdk-angular';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const beforeSend = vi.fn<() => false>(() => false);
const options = { site: 'shop.example', endpoint: 'https://stats.example', beforeSend };
const url = 'https://shop.example/';

@Component({
  selector: 'app-root',
  imports: [PasserbyTrack, PasserbyTrackView, RouterOutlet],
  template: `<a passerbyTrack="a" passerbyTrackView="b">{{ tracked }}</a
    ><router-outlet />`,
})
class Shop {
  readonly tracked: number;
  constructor() {
    const tracker = injectTracker();
    tracker.trackPageView({ url });
    tracker.trackEvent('order', {}, { url });
    tracker.identify('u1');
    tracker.setConsent('granted');
    inject(ErrorHandler).handleError(new Error('broken'));
    this.tracked = tracker.stats().tracked;
  }
}

/** The document that a server answers. */
function render(...features: TrackerFeature[]): Promise<string> {
  const providers = [
    provideZonelessChangeDetection(),
    provideServerRendering(),
    { provide: ErrorHandler, useValue: { handleError() {} } },
    provideRouter([{ path: '**', children: [] }]),
    provideTracker(options, ...features),
  ];
  return renderApplication(
    (context: BootstrapContext) => bootstrapApplication(Shop, { providers }, context),
    { document: '<app-root></app-root>', url, allowedHosts: ['shop.example'] },
  );
}

const fetch = vi.spyOn(globalThis, 'fetch');
beforeEach(() => vi.clearAllMocks());
afterEach(() => vi.unstubAllGlobals());

test('tracks nothing when a server renders, even of what is called while it does (ngx-google-analytics#11)', async () => {
  expect(await render()).toMatch(/>0<\/a>/);
  expect(beforeSend).not.toHaveBeenCalled();
  expect(fetch).not.toHaveBeenCalled();
});

test('tracks nothing though the router runs on the server, too (ngx-matomo-client#94)', async () => {
  expect(await render(withRouterPageViews(), withErrorTracking())).toMatch(/>0<\/a>/);
  expect(beforeSend).not.toHaveBeenCalled();
  expect(fetch).not.toHaveBeenCalled();
});

test('tracks nothing on a server that has a document for its libraries', async () => {
  vi.stubGlobal('document', { URL: url, title: 'Shoes', referrer: '' });
  expect(await render()).toMatch(/>0<\/a>/);
  expect(beforeSend).not.toHaveBeenCalled();
});
