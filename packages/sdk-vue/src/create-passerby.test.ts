import { expect, test, vi } from 'vitest';
import { createApp, defineComponent, onMounted, version } from 'vue';
import { events, mount, options, pageViews, told, unmount, untilSettled } from '../test/told.ts';
import { createPasserby, useTracker, type Tracker } from './index.ts';

const Empty = { template: '<p>Shoes</p>' };

test('runs on the Vue that it is tested for', ({ task }) => {
  expect(version).toMatch(task.file.projectName?.endsWith('Vue 3.4') ? /^3\.4\./ : /^3\.5\./);
});

test('names itself as the sender', async () => {
  vi.spyOn(navigator, 'sendBeacon').mockReturnValue(true);
  const fetch = vi
    .spyOn(globalThis, 'fetch')
    .mockImplementation(async () => Response.json({ rejected: [] }, { status: 202 }));
  const app = mount(Empty, createPasserby({ site: options.site, endpoint: options.endpoint }));
  await expect.poll(() => fetch.mock.calls[0]?.[1]?.body).toContain('"sdk":"sdk-vue/');
  unmount(app);
  await untilSettled();
  vi.restoreAllMocks();
});

test('makes one tracker and one page view, with two apps of a site too', async () => {
  const first = mount(Empty, createPasserby(options));
  mount(Empty, createPasserby(options));
  expect(pageViews()).toEqual([['/']]);
  unmount(first);
  await untilSettled();
  history.pushState(null, '', '/cart');
  await expect.poll(pageViews).toEqual([['/'], ['/cart']]);
});

test('creates nothing before the plugin is used', () => {
  createPasserby(options);
  expect(told).toEqual([]);
});

test('gives the components of the app their tracker', () => {
  const SignUp = defineComponent({
    setup() {
      const { trackEvent } = useTracker<{ signup: { plan: 'free' | 'pro' } }>();
      onMounted(() => trackEvent('signup', { plan: 'pro' }));
    },
    template: '<p />',
  });
  const passerby = createPasserby(options);
  mount({ components: { SignUp }, template: '<SignUp />' }, passerby);
  passerby.tracker.trackEvent('from a store');
  expect(events()).toEqual([
    ['signup', { plan: 'pro' }],
    ['from a store', undefined],
  ]);
  expect(new Set(told.map(({ page }) => page)).size).toBe(1);
});

test('closes its tracker when the app is unmounted, and counts the page again when it comes back', async () => {
  const { tracker, install } = createPasserby(options);
  unmount(mount(Empty, { install }));
  await untilSettled();
  tracker.trackEvent('late');
  history.pushState(null, '', '/cart');
  await untilSettled();
  expect(tracker.stats().dropped).toMatchObject({ closed: 1 });
  expect(events()).toEqual([]);

  mount(Empty, { install });
  expect(pageViews()).toEqual([['/'], ['/cart']]);
});

test('keeps its tracker when the app is mounted anew in the same task, as by a reload of its module', async () => {
  unmount(mount(Empty, createPasserby(options)));
  mount(Empty, createPasserby(options));
  await untilSettled();
  expect(pageViews()).toEqual([['/']]);
  history.pushState(null, '', '/cart');
  await expect.poll(pageViews).toEqual([['/'], ['/cart']]);
});

test('counts no page twice whose component is kept alive', async () => {
  const Page = {
    setup: () => {
      const { trackEvent } = useTracker();
      return { trackEvent };
    },
    template: '<button @click="trackEvent(`click`)">Go</button>',
  };
  const app = mount(
    {
      components: { Page },
      data: () => ({ isShown: true }),
      template: `<KeepAlive><Page v-if="isShown" /></KeepAlive><button id="toggle" @click="isShown = !isShown" />`,
    },
    createPasserby(options),
  );
  const toggle = document.getElementById('toggle') as HTMLElement;
  for (const _ of [1, 2]) {
    toggle.click();
    await untilSettled();
  }
  document.querySelector('button')?.click();
  expect(pageViews()).toEqual([['/']]);
  expect(events()).toEqual([['click', undefined]]);
  unmount(app);
});

test('says what to do where there is no plugin', () => {
  const app = createApp({ setup: () => void useTracker(), template: '<p />' });
  app.config.warnHandler = () => {};
  expect(() => app.mount(document.createElement('div'))).toThrow(
    'app.use(createPasserby({ site, endpoint })) comes first',
  );
});

test('says what to do outside of setup()', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  let kept: (() => Tracker) | undefined;
  mount({ setup: () => void (kept = useTracker), template: '<p />' }, createPasserby(options));
  expect(kept).toThrow('useTracker() in setup()');
  warn.mockRestore();
});

test('says what to do with bad options', () => {
  expect(() => createApp(Empty).use(createPasserby({ ...options, endpoint: 'stats' }))).toThrow(
    'give a site and an http(s) endpoint',
  );
});
