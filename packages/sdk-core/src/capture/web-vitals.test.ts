import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { MetricType } from 'web-vitals';
import { stubPage } from '../../test/fake-page.ts';
import { trackWebVitals } from './web-vitals.ts';

const library = vi.hoisted(() => ({
  loaded: 0,
  broken: false,
  listeners: [] as ((metric: MetricType) => void)[],
}));
vi.mock('web-vitals', () => {
  const on = (listener: (metric: MetricType) => void): void => {
    library.loaded++;
    if (library.broken) throw new TypeError('this browser is too old');
    library.listeners.push(listener);
  };
  return { onCLS: on, onFCP: on, onINP: on, onLCP: on, onTTFB: on };
});

const trackEvent = vi.fn<(name: string, props: object) => void>();

/** As the library tells it: to the listener of this metric. */
function measure(metric: Partial<MetricType>): void {
  const whole = {
    id: `v6-${metric.name}`,
    rating: 'good',
    navigationType: 'navigate',
    entries: [],
    ...metric,
  };
  library.listeners[0]?.(whole as MetricType);
}

beforeEach(() => {
  trackEvent.mockReset();
  Object.assign(library, { loaded: 0, broken: false, listeners: [] });
  stubPage('https://shop.example/');
});
afterEach(() => vi.unstubAllGlobals());

test('tells a metric, and nothing that identifies', async () => {
  trackWebVitals({ trackEvent });
  await expect.poll(() => library.listeners).toHaveLength(5);
  measure({ name: 'LCP', value: 1234.56, rating: 'good' });
  measure({ name: 'CLS', value: 0.123456, rating: 'needs-improvement' });
  expect(trackEvent.mock.calls).toEqual([
    ['web-vital', { metric: 'LCP', value: 1235, rating: 'good' }],
    ['web-vital', { metric: 'CLS', value: 0.1235, rating: 'needs-improvement' }],
  ]);
});

test('tells each metric once a page view, and anew when the page is restored', async () => {
  trackWebVitals({ trackEvent });
  await expect.poll(() => library.listeners).toHaveLength(5);
  measure({ name: 'INP', value: 100 });
  measure({ name: 'INP', value: 300 });
  measure({ name: 'INP', value: 50, id: 'v6-restored', navigationType: 'back-forward-cache' });
  expect(trackEvent.mock.calls.map(([, props]) => props)).toMatchObject([{ value: 100 }, { value: 50 }]);
});

test('has no time to first byte for a restored page, which asked for none', async () => {
  trackWebVitals({ trackEvent });
  await expect.poll(() => library.listeners).toHaveLength(5);
  measure({ name: 'TTFB', value: 0, navigationType: 'back-forward-cache' });
  expect(trackEvent).not.toHaveBeenCalled();
});

test('loads the library only after the page', async () => {
  const { window, document } = stubPage('https://shop.example/', 'interactive');
  trackWebVitals({ trackEvent });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(library.loaded).toBe(0);
  document.readyState = 'complete';
  window.dispatchEvent(new Event('load'));
  await expect.poll(() => library.loaded).toBe(5);
});

test('does without a library that cannot be used', async () => {
  library.broken = true;
  trackWebVitals({ trackEvent });
  await expect.poll(() => library.loaded).toBe(1);
  expect(library.listeners).toEqual([]);
});

test('tells nothing after its undo', async () => {
  const { window } = stubPage('https://shop.example/', 'interactive');
  const undo = trackWebVitals({ trackEvent });
  trackWebVitals({ trackEvent })();
  window.dispatchEvent(new Event('load'));
  await expect.poll(() => library.loaded).toBe(5);
  undo();
  measure({ name: 'LCP', value: 1 });
  expect(trackEvent).not.toHaveBeenCalled();
});

test('does nothing on a server', () => {
  vi.unstubAllGlobals();
  expect(() => trackWebVitals({ trackEvent })()).not.toThrow();
  expect(library.loaded).toBe(0);
});
