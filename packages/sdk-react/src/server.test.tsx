// @vitest-environment node
import { StrictMode, type ReactElement } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, expect, test, vi } from 'vitest';
import {
  TrackView,
  TrackerErrorBoundary,
  TrackerProvider,
  usePageView,
  useTrackEvent,
  useTracker,
} from './index.ts';

const fetch = vi.spyOn(globalThis, 'fetch');
const setTimeout = vi.spyOn(globalThis, 'setTimeout');
const beforeSend = vi.fn<() => false>(() => false);
const options = { site: 'shop.example', endpoint: 'https://stats.example', beforeSend };
const url = 'https://shop.example/';

afterEach(() => vi.clearAllMocks());

test('tracks nothing when a server renders, even of what is called while it does', async () => {
  function Page(): ReactElement {
    const tracker = useTracker();
    usePageView({ url });
    tracker.trackPageView({ url });
    tracker.trackEvent('order', {}, { url });
    useTrackEvent('signup')({}, { url });
    tracker.identify('u1');
    tracker.setConsent('granted');
    return <TrackView event="hero">{tracker.stats().tracked}</TrackView>;
  }
  const html = renderToString(
    <StrictMode>
      <TrackerProvider options={options}>
        <TrackerErrorBoundary>
          <Page />
        </TrackerErrorBoundary>
      </TrackerProvider>
    </StrictMode>,
  );
  expect(html).toBe('<div>0</div>');
  await new Promise((resolve) => setImmediate(resolve));
  expect(beforeSend).not.toHaveBeenCalled();
  expect(fetch).not.toHaveBeenCalled();
  expect(setTimeout).not.toHaveBeenCalled();
});
