import { act, render } from '@testing-library/react';
import { StrictMode, type ReactElement } from 'react';
import { expect, test, vi } from 'vitest';
import { options, pageViews, told } from '../test/told.ts';
import { TrackerProvider, usePageView, type PageViewOptions } from './index.ts';

function Page(view: PageViewOptions): null {
  usePageView(view);
  return null;
}
const app = (view: PageViewOptions): ReactElement => (
  <StrictMode>
    <TrackerProvider options={{ ...options, pageViews: false }}>
      <Page {...view} />
    </TrackerProvider>
  </StrictMode>
);

test('counts a page when it is shown, and another when its address or route changes', () => {
  const { rerender } = render(app({ url: '/p/1', route: '/p/:id', title: 'Shoes' }));
  rerender(app({ url: '/p/1', route: '/p/:id', title: 'Shoes (2)' }));
  rerender(app({ url: '/p/2', route: '/p/:id' }));
  rerender(app({ url: '/p/1', route: '/p/:id' }));
  expect(pageViews()).toEqual([
    ['/p/1', '/p/:id'],
    ['/p/2', '/p/:id'],
    ['/p/1', '/p/:id'],
  ]);
  expect(told[0]).toMatchObject({ title: 'Shoes' });
});

test('counts the page that the back/forward cache gives back', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  render(app({ url: '/p/1' }));
  vi.setSystemTime(Date.now() + 60_000);
  act(() => void window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true })));
  expect(pageViews()).toEqual([['/p/1'], ['/p/1']]);
  vi.useRealTimers();
});

test('counts nothing after it is unmounted', () => {
  const { unmount } = render(app({ url: '/p/1' }));
  unmount();
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  expect(pageViews()).toEqual([['/p/1']]);
});
