import { act, render } from '@testing-library/react';
import { StrictMode, useEffect, type ReactElement, type ReactNode } from 'react';
import {
  BrowserRouter,
  MemoryRouter,
  Outlet,
  RouterProvider,
  Routes,
  createBrowserRouter,
  createRoutesFromElements,
  Route,
  redirect,
  useNavigate,
  type NavigateFunction,
  type RouteObject,
} from 'react-router';
import { expect, test } from 'vitest';
import { options, pageViews, told } from '../test/told.ts';
import { TrackerProvider } from './index.ts';
import { usePageViews, type PageViewsOptions } from './react-router.ts';

let navigate: NavigateFunction;

function Layout(given: PageViewsOptions): ReactElement {
  usePageViews(given);
  navigate = useNavigate();
  return <Outlet />;
}
function Product(): null {
  useEffect(() => {
    document.title = 'Shoes';
  });
  return null;
}
const fail = (): Promise<never> => Promise.reject(new Error('no answer'));
const routesOf = (layout: ReactNode): RouteObject[] =>
  createRoutesFromElements(
    <Route path="/" element={layout} hydrateFallbackElement="Loading">
      <Route index element="Home" />
      <Route path="shop">
        <Route path="/shop/cart" element="Cart" />
        <Route path=":category/product/:id" element={<Product />} />
      </Route>
      <Route path="old" loader={() => redirect('/shop/cart')} />
      <Route path="away" loader={fail} element="Away" errorElement="Sorry" />
      <Route path="*" element="Not found" />
    </Route>,
  );
const app = (children: ReactNode): ReactElement => (
  <StrictMode>
    <TrackerProvider options={{ ...options, pageViews: false, keepQuery: true }}>{children}</TrackerProvider>
  </StrictMode>
);
const renderAt = async (path: string, layout = <Layout />, basename = '/'): Promise<void> => {
  history.replaceState(null, '', path);
  const router = createBrowserRouter(routesOf(layout), { basename });
  await act(async () => void render(app(<RouterProvider router={router} />)));
};
const go = async (to: string | number, given?: { replace: boolean }): Promise<void> => {
  await act(async () => (typeof to === 'number' ? navigate(to) : navigate(to, given)));
};

test('counts the first page once, with the template of its route', async () => {
  await renderAt('/shop/shoes/product/42?utm_source=x#reviews');
  expect(pageViews()).toEqual([['/shop/shoes/product/42', '/shop/:category/product/:id']]);
  expect(told[0]).toMatchObject({
    url: `${location.origin}/shop/shoes/product/42?utm_source=x`,
    title: 'Shoes',
  });
});

test('counts each page of push, replace and back once', async () => {
  await renderAt('/');
  await go('/shop/shoes/product/1');
  await go('/shop/shoes/product/2');
  await go('/shop/cart', { replace: true });
  await go(-1);
  await expect.poll(pageViews).toEqual([
    ['/', '/'],
    ['/shop/shoes/product/1', '/shop/:category/product/:id'],
    ['/shop/shoes/product/2', '/shop/:category/product/:id'],
    ['/shop/cart', '/shop/cart'],
    ['/shop/shoes/product/1', '/shop/:category/product/:id'],
  ]);
});

test('counts a redirect of a loader once, at its end', async () => {
  await renderAt('/');
  await go('/old');
  expect(pageViews()).toEqual([
    ['/', '/'],
    ['/shop/cart', '/shop/cart'],
  ]);
});

test('counts pages that fail or are not found, as visitors see them', async () => {
  await renderAt('/away');
  await go('/nowhere');
  expect(pageViews()).toEqual([
    ['/away', '/away'],
    ['/nowhere', '/*'],
  ]);
});

test('takes another query or fragment for the same page', async () => {
  await renderAt('/shop/cart');
  await go('/shop/cart?step=2');
  await go('/shop/cart?step=2#total');
  await go('/shop/cart');
  expect(pageViews()).toEqual([['/shop/cart', '/shop/cart']]);
});

test('takes another query for another page where it is told to', async () => {
  await renderAt('/shop/cart', <Layout by="query" />);
  await go('/shop/cart?step=2');
  await go('/shop/cart?step=2#total');
  expect(told.map(({ url }) => new URL(url).search)).toEqual(['', '?step=2']);
});

test('tells addresses with the base name', async () => {
  await renderAt('/de/shop/cart', <Layout />, '/de');
  expect(pageViews()).toEqual([['/de/shop/cart', '/shop/cart']]);
});

test('counts without a data router, with templates where it is given the routes', async () => {
  history.replaceState(null, '', '/shop/shoes/product/42');
  const routes = routesOf(null);
  const declared = (given: PageViewsOptions): ReactElement => (
    <BrowserRouter>
      <Routes>
        <Route element={<Layout {...given} />}>
          <Route path="*" element={null} />
        </Route>
      </Routes>
    </BrowserRouter>
  );
  render(app(declared({ routes })));
  await go('/shop/cart');
  expect(pageViews()).toEqual([
    ['/shop/shoes/product/42', '/shop/:category/product/:id'],
    ['/shop/cart', '/shop/cart'],
  ]);
});

test('counts in memory, where the address of the document never changes', async () => {
  render(
    app(
      <MemoryRouter initialEntries={['/a']}>
        <Routes>
          <Route path="*" element={<Layout />} />
        </Routes>
      </MemoryRouter>,
    ),
  );
  await go('/b');
  expect(pageViews()).toEqual([['/a'], ['/b']]);
});
