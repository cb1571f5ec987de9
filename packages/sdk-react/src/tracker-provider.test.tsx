import { act, cleanup, render, screen } from '@testing-library/react';
import {
  StrictMode,
  Suspense,
  lazy,
  startTransition,
  useEffect,
  useLayoutEffect,
  useState,
  version,
  type ReactElement,
} from 'react';
import { expect, test, vi } from 'vitest';
import { events, options, pageViews, told } from '../test/told.ts';
import { TrackerProvider, createTracker, useTracker, type Tracker } from './index.ts';

test('runs on the React that it is tested for', ({ task }) => {
  expect(version).toMatch(task.file.projectName?.endsWith('React 18') ? /^18\./ : /^19\./);
});

test('names itself as the sender', async () => {
  vi.spyOn(navigator, 'sendBeacon').mockReturnValue(true);
  const fetch = vi
    .spyOn(globalThis, 'fetch')
    .mockImplementation(async () => Response.json({ rejected: [] }, { status: 202 }));
  render(<TrackerProvider options={{ site: options.site, endpoint: options.endpoint }} />);
  await expect.poll(() => fetch.mock.calls[0]?.[1]?.body).toContain('"sdk":"sdk-react/');
  cleanup();
  await act(async () => {});
  vi.restoreAllMocks();
});

test('makes one tracker and one page view in StrictMode (posthog-js#723)', async () => {
  const { unmount } = render(
    <StrictMode>
      <TrackerProvider options={options} />
    </StrictMode>,
  );
  await act(async () => {});
  expect(pageViews()).toEqual([['/']]);
  // Still open: only a real unmount closes it.
  history.pushState(null, '', '/cart');
  await expect.poll(pageViews).toEqual([['/'], ['/cart']]);
  unmount();
});

test('makes one tracker when a render is thrown away, as of a child that suspends', async () => {
  let arrive: (module: { default: () => ReactElement }) => void = () => {};
  const Late = lazy(() => new Promise<{ default: () => ReactElement }>((resolve) => (arrive = resolve)));
  render(
    <StrictMode>
      <Suspense fallback="loading">
        <TrackerProvider options={options}>
          <Late />
        </TrackerProvider>
      </Suspense>
    </StrictMode>,
  );
  expect(pageViews()).toEqual([]);
  await act(async () => arrive({ default: () => <p>arrived</p> }));
  expect(screen.getByText('arrived')).toBeTruthy();
  expect(pageViews()).toEqual([['/']]);
});

test('keeps its tracker when the tree above suspends again', async () => {
  let suspend: (isWaiting: boolean) => void = () => {};
  const never = new Promise<never>(() => {});
  function Waiting(): null {
    const [isWaiting, set] = useState(false);
    suspend = set;
    // oxlint-disable-next-line typescript/only-throw-error -- how a component suspends, in React 18 too
    if (isWaiting) throw never;
    return null;
  }
  render(
    <Suspense fallback="loading">
      <TrackerProvider options={options} />
      <Waiting />
    </Suspense>,
  );
  await act(async () => suspend(true));
  expect(screen.getByText('loading')).toBeTruthy();
  history.pushState(null, '', '/cart');
  await expect.poll(pageViews).toEqual([['/'], ['/cart']]);
});

test('makes one tracker in a concurrent render that is interrupted', async () => {
  let set: (value: number) => void = () => {};
  function App(): ReactElement {
    const [value, setValue] = useState(0);
    set = setValue;
    return value === 0 ? (
      <p>before</p>
    ) : (
      <TrackerProvider options={options}>
        <p>{value}</p>
      </TrackerProvider>
    );
  }
  render(<App />);
  await act(async () => {
    startTransition(() => set(1));
    set(2);
  });
  expect(pageViews()).toEqual([['/']]);
});

test('keeps its tracker when it is remounted in the same commit, as by Fast Refresh', async () => {
  const app = (key: string): ReactElement => (
    <StrictMode>
      <TrackerProvider key={key} options={options} />
    </StrictMode>
  );
  const { rerender } = render(app('a'));
  rerender(app('b'));
  await act(async () => {});
  expect(pageViews()).toEqual([['/']]);
});

test('closes its tracker when it is unmounted, and counts the page again when it comes back', async () => {
  let kept: Tracker | undefined;
  function Child(): null {
    kept = useTracker();
    return null;
  }
  const app = (
    <TrackerProvider options={options}>
      <Child />
    </TrackerProvider>
  );
  const { unmount } = render(app);
  unmount();
  await act(async () => {});
  kept?.trackEvent('late');
  history.pushState(null, '', '/cart');
  expect(kept?.stats().dropped).toMatchObject({ closed: 1 });
  expect(events()).toEqual([]);

  render(app);
  expect(pageViews()).toEqual([['/'], ['/cart']]);
});

test('is one tracker in several roots, as on a page of islands', () => {
  render(<TrackerProvider options={options} />);
  render(<TrackerProvider options={options} />);
  expect(pageViews()).toEqual([['/']]);
});

test('takes calls of children’s effects, after the page view that they belong to', () => {
  function Child(): null {
    const { trackEvent } = useTracker();
    useLayoutEffect(() => trackEvent('layout'), [trackEvent]);
    useEffect(() => trackEvent('effect'), [trackEvent]);
    return null;
  }
  render(
    <TrackerProvider options={options}>
      <Child />
    </TrackerProvider>,
  );
  expect(told.map((event) => ('name' in event ? event.name : event.type))).toEqual([
    'pageview',
    'layout',
    'effect',
  ]);
  expect(new Set(told.map(({ page }) => page)).size).toBe(1);
});

test('gives functions that stay the same, so that effects do not run again', () => {
  const effect = vi.fn<() => void>();
  function Child(): null {
    const { trackEvent } = useTracker();
    useEffect(effect, [trackEvent]);
    return null;
  }
  const app = (): ReactElement => (
    <TrackerProvider options={{ ...options }}>
      <Child />
    </TrackerProvider>
  );
  const { rerender } = render(app());
  rerender(app());
  expect(effect).toHaveBeenCalledOnce();
});

test('leaves a tracker that was made outside to its owner', async () => {
  const tracker = createTracker(options);
  let given: Tracker | undefined;
  function Child(): null {
    given = useTracker();
    return null;
  }
  render(
    <StrictMode>
      <TrackerProvider tracker={tracker}>
        <Child />
      </TrackerProvider>
    </StrictMode>,
  );
  expect(given).toBe(tracker);
  cleanup();
  await act(async () => {});
  tracker.trackEvent('still open');
  expect(events()).toEqual([['still open', undefined]]);
  tracker.close();
});

test('says what to do where there is no provider', () => {
  function Child(): null {
    useTracker();
    return null;
  }
  const silence = vi.spyOn(console, 'error').mockImplementation(() => {});
  expect(() => render(<Child />)).toThrow('wrap your app in <TrackerProvider options={{ site, endpoint }}>');
  silence.mockRestore();
});

test('says what to do with bad options', () => {
  expect(() => createTracker({ ...options, endpoint: 'stats' })).toThrow(
    'give a site and an http(s) endpoint',
  );
});
