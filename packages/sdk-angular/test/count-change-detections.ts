import {
  ChangeDetectionStrategy,
  Component,
  NgZone,
  afterEveryRender,
  inject,
  signal,
  type EnvironmentProviders,
} from '@angular/core';
import { RouterOutlet, provideRouter } from '@angular/router';
import {
  PasserbyTrack,
  PasserbyTrackView,
  injectTracker,
  provideTracker,
  withErrorTracking,
  withRouterPageViews,
} from '@passerby/sdk-angular';
import { vi } from 'vitest';
import { shownBy, startApp } from './start-app.ts';

/** How often Angular has looked for changes. */
let ticks = 0;

@Component({
  selector: 'app-root',
  imports: [PasserbyTrack, PasserbyTrackView, RouterOutlet],
  // Each look at the app is counted, also where nothing is dirty.
  changeDetection: ChangeDetectionStrategy.Default,
  template: `
    <button passerbyTrack="clicked">{{ text() }}</button>
    <p passerbyTrackView="seen"></p>
    <router-outlet />
  `,
})
class Shop {
  readonly tracker = injectTracker();
  readonly zone = inject(NgZone);
  readonly text = signal('Shoes');
  constructor() {
    afterEveryRender(() => ticks++);
  }
}

/** All that is observed comes into view, and the observer's zone hears of it, as zone.js has it. */
class AllInView {
  readonly #tell: () => void;
  constructor(tell: (entries: unknown[]) => void) {
    const entry = { intersectionRatio: 1, intersectionRect: { width: 0, height: 0 }, rootBounds: null };
    this.#tell = () => tell([entry]);
  }
  observe(): void {
    setTimeout(this.#tell, 50);
  }
  disconnect(): void {}
}

/**
 * Has a tracker wait for all that it may wait for: timers, answers of the network, the visitor. Answers how many
 * change detections that triggered, and how many a change of the app did, which has to be seen.
 */
export async function countChangeDetections(
  changeDetection: EnvironmentProviders,
): Promise<{ ofTracker: number; ofApp: number }> {
  const sent: string[] = [];
  vi.stubGlobal('IntersectionObserver', AllInView);
  vi.spyOn(navigator, 'sendBeacon').mockReturnValue(false);
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (_, given) => {
    const { events } = JSON.parse(given?.body as string) as { events: { type: string; name?: string }[] };
    sent.push(...events.map(({ type, name }) => name ?? type));
    await sleep(5);
    return Response.json({ rejected: [] }, { status: 202 });
  });
  const app = await startApp(
    Shop,
    [
      provideRouter([{ path: '**', children: [] }]),
      provideTracker(
        { site: 'shop.example', endpoint: 'https://stats.example', flushAfterMs: 20 },
        withRouterPageViews(),
        withErrorTracking(),
      ),
    ],
    changeDetection,
  );
  // Not `whenStable()`, which would wait until nothing of ours can happen in the zone.
  const { tracker, zone, text } = shownBy(app, Shop);
  const whenSent = (...names: string[]): Promise<unknown> =>
    vi.waitUntil(() => names.every((name) => sent.includes(name)), { timeout: 4_000 });
  await whenSent('pageview');

  zone.run(() => {
    tracker.trackEvent('called');
    tracker.setConsent('granted');
    tracker.identify('u1');
    void tracker.flush();
    tracker.trackEvent('called later');
  });
  // What runs in the zone is the app's, and triggers one at once.
  ticks = 0;
  document.querySelector('button')?.click();
  for (const type of ['pointerdown', 'keydown', 'scroll', 'focus', 'blur', 'online'])
    dispatchEvent(new Event(type));
  dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  await whenSent('called', 'called later', 'clicked', 'seen');
  await sleep(100);
  const ofTracker = ticks;

  zone.run(() => setTimeout(() => text.set('Hats'), 20));
  ticks = 0;
  await sleep(100);
  const ofApp = ticks;
  app.destroy();
  await sleep(50);
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  return { ofTracker, ofApp };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
