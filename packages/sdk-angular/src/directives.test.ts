import { Component, signal } from '@angular/core';
import { PasserbyTrack, PasserbyTrackView, provideTracker } from '@passerby/sdk-angular';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startApp } from '../test/start-app.ts';
import { events, options, told } from '../test/told.ts';

/** Says of all that is observed that it is wholly in view. */
let show: () => void;

beforeEach(() => {
  const observers = new Map<object, () => void>();
  show = () => {
    for (const tell of observers.values()) tell();
  };
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      readonly #tell: (entries: unknown[]) => void;
      constructor(tell: (entries: unknown[]) => void) {
        this.#tell = tell;
      }
      observe(element: Element): void {
        if (!(element instanceof HTMLElement)) throw new TypeError('no element to observe');
        const entry = { intersectionRatio: 1, intersectionRect: { width: 0, height: 0 }, rootBounds: null };
        observers.set(this, () => this.#tell([entry]));
      }
      disconnect(): void {
        observers.delete(this);
      }
    },
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const step = signal(1);
const isShown = signal(true);

@Component({
  selector: 'app-root',
  imports: [PasserbyTrack, PasserbyTrackView],
  template: `
    <button
      passerbyTrack="signup"
      [passerbyTrackProps]="{ step: step() }"
      [passerbyTrackOptions]="{ revenue: { amount: 9, currency: 'EUR' } }"
    >
      Sign up
    </button>
    <button [passerbyTrack]="'plain'" id="plain">Go</button>
    @if (isShown()) {
      <section
        passerbyTrackView="hero"
        [passerbyTrackViewProps]="{ step: step() }"
        [passerbyTrackViewOptions]="{ url: '/hero' }"
      ></section>
    }
  `,
})
class Shop {
  readonly step = step;
  readonly isShown = isShown;
}

beforeEach(() => {
  step.set(1);
  isShown.set(true);
});
const start = async (): Promise<() => Promise<void>> => {
  const app = await startApp(Shop, [provideTracker(options)]);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  return async () => app.tick();
};

test('passerbyTrack tracks each click, with the props of that moment', async () => {
  const render = await start();
  document.querySelector('button')?.click();
  step.set(2);
  await render();
  document.querySelector('button')?.click();
  document.querySelector<HTMLElement>('#plain')?.click();
  expect(events()).toEqual([
    ['signup', { step: 1 }],
    ['signup', { step: 2 }],
    ['plain', undefined],
  ]);
  expect(told[1]).toMatchObject({ revenue: { amount: 9, currency: 'EUR' } });
});

test('passerbyTrackView tracks once that an element was seen, with the props of that moment', async () => {
  const render = await start();
  show();
  step.set(2);
  await render();
  vi.advanceTimersByTime(1_000);
  show();
  vi.advanceTimersByTime(1_000);
  expect(events()).toEqual([['hero', { step: 2 }]]);
  expect(new URL(told.at(-1)?.url ?? '').pathname).toBe('/hero');
});

test('passerbyTrackView waits no longer for an element that is gone', async () => {
  const render = await start();
  show();
  isShown.set(false);
  await render();
  vi.advanceTimersByTime(1_000);
  expect(events()).toEqual([]);
});
