import { act, render } from '@testing-library/react';
import { StrictMode, type ReactElement } from 'react';
import { beforeEach, expect, test, vi } from 'vitest';
import { options, pageViews, told } from '../test/told.ts';
import { TrackerProvider } from './index.ts';
import { PageViews, type PageViewsProps } from './next.tsx';

/** What Next's hooks answer. */
const next = vi.hoisted(() => ({
  path: '/' as string | null,
  query: '',
  params: null as Record<string, string | string[]> | null,
  pagesRouter: null as { pathname: string } | null,
  /** Until it is resolved `useSearchParams` suspends, as it does while Next renders a static page. */
  suspends: undefined as Promise<void> | undefined,
}));
vi.mock('next/navigation.js', () => ({
  usePathname: () => next.path,
  useSearchParams: () => {
    // oxlint-disable-next-line typescript/only-throw-error -- how a component suspends, in React 18 too
    if (next.suspends) throw next.suspends;
    return new URLSearchParams(next.query);
  },
  useParams: () => next.params,
}));
vi.mock('next/compat/router.js', () => ({ useRouter: () => next.pagesRouter }));

beforeEach(() => {
  Object.assign(next, { path: '/', query: '', params: null, pagesRouter: null, suspends: undefined });
});

const app = (props: PageViewsProps = {}): ReactElement => (
  <StrictMode>
    <TrackerProvider options={{ ...options, pageViews: false, keepQuery: true }}>
      <PageViews {...props} />
      <p>content</p>
    </TrackerProvider>
  </StrictMode>
);
/** A navigation, after which Next renders with another answer of its hooks. */
function show(href: string, params: typeof next.params = {}): void {
  const url = new URL(href, location.href);
  history.pushState(null, '', href);
  Object.assign(next, { path: url.pathname, query: url.search.slice(1), params });
}

test('counts each page of the App Router once, neither twice nor never (posthog.com#6557, #7210)', () => {
  show('/');
  const { rerender } = render(app());
  show('/product/1', { id: '1' });
  rerender(app());
  // Next renders again for its own reasons, such as a server action or a refresh.
  rerender(app());
  show('/product/2', { id: '2' });
  rerender(app());
  show('/');
  rerender(app());
  expect(pageViews()).toEqual([
    ['/', '/'],
    ['/product/1', '/product/[id]'],
    ['/product/2', '/product/[id]'],
    ['/', '/'],
  ]);
});

test('brings the Suspense that useSearchParams needs (posthog.com#7505)', async () => {
  let resolve = (): void => {};
  next.suspends = new Promise((done) => (resolve = done));
  const { container } = render(app());
  expect(container.textContent).toBe('content');
  expect(pageViews()).toEqual([]);
  next.suspends = undefined;
  await act(async () => resolve());
  expect(pageViews()).toEqual([['/', '/']]);
});

test('takes another query for the same page, or for another where it is told to', () => {
  show('/cart');
  const { rerender, unmount } = render(app());
  show('/cart?step=2');
  rerender(app());
  expect(pageViews()).toEqual([['/cart', '/cart']]);
  unmount();

  told.length = 0;
  const byQuery = render(app({ by: 'query' }));
  show('/cart?step=3');
  byQuery.rerender(app({ by: 'query' }));
  expect(told.map(({ url }) => new URL(url).search)).toEqual(['?step=2', '?step=3']);
});

test('takes the template of the Pages Router as it is, once the router knows the address', () => {
  history.pushState(null, '', '/product/1');
  Object.assign(next, { path: null, pagesRouter: { pathname: '/product/[id]' } });
  const { rerender } = render(app());
  expect(pageViews()).toEqual([]);
  show('/product/1');
  rerender(app());
  expect(pageViews()).toEqual([['/product/1', '/product/[id]']]);
});
