import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nextTick, type App } from 'vue';
import { events, mount, options, unmount } from '../test/told.ts';
import { createPasserby, vTrack, vTrackView } from './index.ts';

const directives = { track: vTrack, trackView: vTrackView };

/** Says of all that is observed whether it is in view. */
let show: (isInView?: boolean) => void;

beforeEach(() => {
  const observers = new Map<object, (isInView: boolean) => void>();
  show = (isInView = true) => {
    for (const tell of observers.values()) tell(isInView);
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
        observers.set(this, (isInView) => {
          const intersectionRatio = isInView && element.isConnected ? 1 : 0;
          this.#tell([{ intersectionRatio, intersectionRect: { width: 0, height: 0 }, rootBounds: null }]);
        });
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

const element = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;

test('v-track tracks each click, with the event and props of that moment', async () => {
  mount(
    {
      directives,
      data: () => ({ plan: 'free', name: 'signup' }),
      template: `
        <a id="plain" v-track:open-menu>Menu</a>
        <button id="go" v-track:[name]="{ plan }">Go</button>
        <button id="change" @click="plan = 'pro'; name = 'upgrade'">Change</button>`,
    },
    createPasserby(options),
  );
  element('plain').click();
  element('go').click();
  element('change').click();
  await nextTick();
  element('go').click();
  element('go').click();
  expect(events()).toEqual([
    ['open-menu', undefined],
    ['signup', { plan: 'free' }],
    ['upgrade', { plan: 'pro' }],
    ['upgrade', { plan: 'pro' }],
  ]);
});

test('v-track ends with its element', async () => {
  mount(
    {
      directives,
      data: () => ({ isShown: true }),
      template: `<button v-if="isShown" id="go" v-track:go /><button id="hide" @click="isShown = false" />`,
    },
    createPasserby(options),
  );
  const button = element('go');
  element('hide').click();
  await nextTick();
  button.click();
  expect(events()).toEqual([]);
});

test('v-track-view tracks once that an element was seen, with the props of that moment', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  mount(
    {
      directives,
      data: () => ({ step: 1 }),
      template: `<section v-track-view:hero="{ step }" /><button id="next" @click="step++" />`,
    },
    createPasserby(options),
  );
  show();
  element('next').click();
  await nextTick();
  vi.advanceTimersByTime(1_000);
  show();
  vi.advanceTimersByTime(1_000);
  expect(events()).toEqual([['hero', { step: 2 }]]);
});

test('v-track-view counts nothing of an element that is gone', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const app = mount({ directives, template: '<section v-track-view:hero />' }, createPasserby(options));
  show();
  unmount(app);
  vi.advanceTimersByTime(1_000);
  expect(events()).toEqual([]);
});

test('v-track-view counts once what is kept alive, and only while it is shown', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  mount(
    {
      components: { Hero: { directives, template: '<section v-track-view:hero />' } },
      data: () => ({ isShown: true }),
      template: `<KeepAlive><Hero v-if="isShown" /></KeepAlive><button id="toggle" @click="isShown = !isShown" />`,
    },
    createPasserby(options),
  );
  const toggle = async (): Promise<void> => {
    element('toggle').click();
    await nextTick();
    show();
  };
  show();
  await toggle();
  vi.advanceTimersByTime(1_000);
  expect(events()).toEqual([]);
  await toggle();
  vi.advanceTimersByTime(1_000);
  expect(events()).toEqual([['hero', undefined]]);
  await toggle();
  await toggle();
  vi.advanceTimersByTime(1_000);
  expect(events()).toHaveLength(1);
});

test.for(['track', 'track-view'])('v-%s says what to do where there is no plugin', (name) => {
  const caught: unknown[] = [];
  const install = (app: App): void => void (app.config.errorHandler = (error) => caught.push(error));
  mount({ directives, template: `<p v-${name}:hero />` }, { install });
  expect(String(caught)).toContain('app.use(createPasserby({ site, endpoint })) comes first');
});
