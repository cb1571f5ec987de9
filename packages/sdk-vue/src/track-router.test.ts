import { expect, test, vi } from 'vitest';
import { createApp, onMounted } from 'vue';
import {
  createMemoryHistory,
  createRouter,
  createWebHistory,
  type RouteRecordRaw,
  type Router,
  type RouterHistory,
} from 'vue-router';
import { mount, options, pageViews, told, unmount, untilSettled } from '../test/told.ts';
import { createPasserby, trackRouter, type TrackRouterOptions } from './index.ts';

const Text = { template: '<RouterView />' };
const Product = {
  // In a task of its own, as head managers do.
  setup: () => onMounted(() => setTimeout(() => (document.title = 'Shoes'))),
  template: '<p>Shoes</p>',
};
const routes: RouteRecordRaw[] = [
  { path: '/', component: Text },
  {
    path: '/shop',
    component: Text,
    children: [
      { path: 'cart', component: Text },
      { path: ':category/product/:id', component: Product },
    ],
  },
  { path: '/old', redirect: '/shop/cart' },
  { path: '/slow', component: () => new Promise((resolve) => setTimeout(resolve, 5, Text)) },
  { path: '/guarded', component: Text, beforeEnter: () => '/shop/cart' },
  { path: '/refused', component: Text, beforeEnter: () => false },
  { path: '/broken', component: () => Promise.reject(new Error('no answer')) },
  {
    path: '/moved',
    component: { setup: () => void router.replace('/shop/cart'), template: '<p />' },
  },
  { path: '/:rest(.*)', component: Text },
];
let router: Router;

const plugins = (given?: TrackRouterOptions): Parameters<typeof mount>[1][] => [
  createPasserby({ ...options, pageViews: false, keepQuery: true }),
  router,
  trackRouter(router, given),
];
async function mountAt(
  path: string,
  given?: TrackRouterOptions,
  historyOf: (base?: string) => RouterHistory = createWebHistory,
  base?: string,
): Promise<ReturnType<typeof mount>> {
  history.replaceState(null, '', path);
  router = createRouter({ history: historyOf(base), routes });
  router.onError(() => {});
  const app = mount(Text, ...plugins(given));
  // It never is where the first navigation is refused.
  await Promise.race([router.isReady().catch(() => {}), untilSettled()]);
  await untilSettled();
  return app;
}
const go = async (to: string): Promise<void> => {
  await router.push(to).catch(() => {});
  await untilSettled();
};

test('runs on the router that it is tested for', async ({ task }) => {
  const { createRequire } = await import('node:module');
  const isOldest = task.file.projectName?.endsWith('Vue 3.4');
  const from = isOldest ? '../../vue-3.4/package.json' : '../package.json';
  const { version } = createRequire(new URL(from, import.meta.url))('vue-router/package.json');
  expect(version).toMatch(isOldest ? /^4\.0\./ : /^5\./);
});

test('counts the first page once, with the template of its route', async () => {
  await mountAt('/shop/shoes/product/42?utm_source=x#reviews');
  expect(pageViews()).toEqual([['/shop/shoes/product/42', '/shop/:category/product/:id']]);
  expect(told[0]).toMatchObject({
    url: `${location.origin}/shop/shoes/product/42?utm_source=x`,
    title: 'Shoes',
  });
});

test('counts no extra "/" before the router is ready (vue-analytics#204)', async () => {
  await mountAt('/slow');
  expect(pageViews()).toEqual([['/slow', '/slow']]);
});

test('counts no page twice that both the app and the router tell of (vue-gtag-next#23)', async () => {
  history.replaceState(null, '', '/shop/cart');
  router = createRouter({ history: createWebHistory(), routes });
  // Ready before the app is mounted, as apps of several islands and of servers are.
  await router.push('/shop/cart');
  mount(Text, ...plugins());
  await untilSettled();
  expect(pageViews()).toEqual([['/shop/cart', '/shop/cart']]);
  expect(told).toHaveLength(1);
});

test('counts each page of push, replace and back once', async () => {
  await mountAt('/');
  await go('/shop/shoes/product/1');
  await go('/shop/shoes/product/2');
  await router.replace('/shop/cart');
  await untilSettled();
  router.back();
  await expect.poll(pageViews).toEqual([
    ['/', '/'],
    ['/shop/shoes/product/1', '/shop/:category/product/:id'],
    ['/shop/shoes/product/2', '/shop/:category/product/:id'],
    ['/shop/cart', '/shop/cart'],
    ['/shop/shoes/product/1', '/shop/:category/product/:id'],
  ]);
});

test.for(['/old', '/guarded', '/moved'])('counts the redirect of %s once, at its end', async (path) => {
  await mountAt('/');
  await go(path);
  expect(pageViews()).toEqual([
    ['/', '/'],
    ['/shop/cart', '/shop/cart'],
  ]);
});

test.for(['/old', '/guarded', '/moved'])('counts a first page that redirects, %s, once', async (path) => {
  await mountAt(path);
  expect(pageViews()).toEqual([['/shop/cart', '/shop/cart']]);
});

test.for(['/broken', '/refused'])(
  'counts no navigation that fails or is refused, nor a first %s',
  async (path) => {
    await mountAt(path);
    expect(pageViews()).toEqual([]);
    await go('/');
    await go('/refused');
    await go('/broken');
    await go('/');
    expect(pageViews()).toEqual([['/', '/']]);
  },
);

test('counts a page that is not found, as visitors see it', async () => {
  await mountAt('/nowhere');
  expect(pageViews()).toEqual([['/nowhere', '/:rest(.*)']]);
});

test('takes another query or fragment for the same page', async () => {
  await mountAt('/shop/cart');
  await go('/shop/cart?step=2');
  await go('/shop/cart?step=2#total');
  expect(pageViews()).toEqual([['/shop/cart', '/shop/cart']]);
});

test('takes another query for another page where it is told to', async () => {
  await mountAt('/shop/cart', { by: 'query' });
  await go('/shop/cart?step=2');
  await go('/shop/cart?step=2#total');
  expect(told.map(({ url }) => new URL(url).search)).toEqual(['', '?step=2']);
});

test('tells addresses with the base', async () => {
  await mountAt('/de/shop/cart', {}, createWebHistory, '/de');
  expect(pageViews()).toEqual([['/de/shop/cart', '/shop/cart']]);
});

test('counts in memory, where the address of the document never changes', async () => {
  await mountAt('/', {}, createMemoryHistory);
  await go('/shop/cart');
  expect(pageViews().at(-1)).toEqual(['/shop/cart', '/shop/cart']);
});

test('counts the page again that the back/forward cache gives back', async () => {
  await mountAt('/');
  await go('/shop/cart');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  vi.useRealTimers();
  expect(pageViews()).toEqual([
    ['/', '/'],
    ['/shop/cart', '/shop/cart'],
    ['/shop/cart', '/shop/cart'],
  ]);
});

test('counts nothing after the app is unmounted, even if a navigation was on its way', async () => {
  const app = await mountAt('/shop/cart');
  const { tracker } = createPasserby(options);
  tracker.stats();
  await router.push('/');
  unmount(app);
  await untilSettled();
  await go('/slow');
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  expect(pageViews()).toEqual([['/shop/cart', '/shop/cart']]);
  // It is not even asked to.
  expect(tracker.stats().dropped).not.toHaveProperty('closed');
});

test('leaves no guard behind', async () => {
  const forget = vi.fn<() => void>();
  router = createRouter({ history: createMemoryHistory(), routes });
  const app = createApp(Text).use(createPasserby({ ...options, pageViews: false }));
  app.use(trackRouter({ ...router, afterEach: () => forget }));
  app.mount(document.createElement('div'));
  expect(forget).not.toHaveBeenCalled();
  app.unmount();
  expect(forget).toHaveBeenCalledOnce();
});

test('says what to do without the plugin', async () => {
  router = createRouter({ history: createMemoryHistory(), routes });
  expect(() => createApp(Text).use(trackRouter(router))).toThrow(
    'app.use(createPasserby({ site, endpoint })) comes first',
  );
});
