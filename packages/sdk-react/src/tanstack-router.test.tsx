import {
  Outlet,
  RouterProvider,
  createRootRoute,
  createRoute,
  createRouter,
  redirect,
  type AnyRouter,
} from '@tanstack/react-router';
import { act, render } from '@testing-library/react';
import { StrictMode, type ReactElement } from 'react';
import { expect, test } from 'vitest';
import { options, pageViews, told } from '../test/told.ts';
import { TrackerProvider } from './index.ts';
import { usePageViews, type PageViewsOptions } from './tanstack-router.ts';

function createShop(given: PageViewsOptions = {}, basepath = '/'): AnyRouter {
  function Layout(): ReactElement {
    usePageViews(given);
    return <Outlet />;
  }
  const root = createRootRoute({ component: Layout, notFoundComponent: () => 'Not found' });
  const at = (path: string, more = {}): ReturnType<typeof createRoute> =>
    createRoute({ getParentRoute: () => root, path, component: () => path, ...more }) as never;
  const old = {
    beforeLoad: () => {
      // oxlint-disable-next-line typescript/only-throw-error -- how this router redirects
      throw redirect({ to: '/cart' });
    },
  };
  const slow = { loader: () => new Promise((resolve) => setImmediate(resolve)) };
  return createRouter({
    routeTree: root.addChildren([at('/'), at('/cart'), at('/product/$id', slow), at('/old', old)]),
    basepath,
    defaultPendingMs: 0,
  });
}

async function renderAt(path: string, router = createShop()): Promise<(href: string) => Promise<void>> {
  history.replaceState(null, '', path);
  await act(
    async () =>
      void render(
        <StrictMode>
          <TrackerProvider options={{ ...options, pageViews: false, keepQuery: true }}>
            <RouterProvider router={router} />
          </TrackerProvider>
        </StrictMode>,
      ),
  );
  return async (href) => {
    // Not awaited in `act`, which in React 18 holds back the commit that the router waits for.
    await act(async () => void router.navigate({ href }));
    await expect.poll(() => router.state.resolvedLocation).toBe(router.state.location);
  };
}

test('counts each page once, with the template of its route', async () => {
  const go = await renderAt('/product/42?utm_source=x');
  await expect.poll(pageViews).toEqual([['/product/42', '/product/$id']]);
  expect(told[0]?.url).toMatch(/\/product\/42\?utm_source=x$/);
  await go('/cart');
  await go('/product/7');
  await expect.poll(pageViews).toEqual([
    ['/product/42', '/product/$id'],
    ['/cart', '/cart'],
    ['/product/7', '/product/$id'],
  ]);
  await act(async () => history.back());
  await expect.poll(() => pageViews().at(-1)).toEqual(['/cart', '/cart']);
  expect(pageViews()).toHaveLength(4);
});

test('counts a redirect once, at its end', async () => {
  const go = await renderAt('/old');
  await expect.poll(pageViews).toEqual([['/cart', '/cart']]);
  await go('/');
  await go('/old');
  await expect.poll(pageViews).toEqual([
    ['/cart', '/cart'],
    ['/', '/'],
    ['/cart', '/cart'],
  ]);
});

test('takes another query for the same page, or for another where it is told to', async () => {
  const go = await renderAt('/cart');
  await go('/cart?step=2');
  await go('/cart?step=2#total');
  await expect.poll(pageViews).toEqual([['/cart', '/cart']]);

  told.length = 0;
  const goByQuery = await renderAt('/product/1', createShop({ by: 'query' }));
  await goByQuery('/product/1?size=9');
  await goByQuery('/product/1?size=9#reviews');
  await expect
    .poll(() => told.map(({ url }) => new URL(url).search))
    .toEqual(['', expect.stringContaining('size=')]);
});

test('tells addresses with the base path', async () => {
  await renderAt('/de/cart', createShop({}, '/de'));
  await expect.poll(pageViews).toEqual([['/de/cart', '/cart']]);
});
