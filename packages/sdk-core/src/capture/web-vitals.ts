import type { MetricType } from 'web-vitals';
import type { EventTracker } from './event-tracker.ts';

export type { EventTracker };

/**
 * Tracks the web vitals of a page as `web-vital`, an event for each of LCP, FCP, TTFB, INP and CLS, with the props
 * `metric`, `value` (ms; CLS has no unit and four decimals) and `rating` (`good`, `needs-improvement` or `poor`).
 * Never collected: an id, an element, an address of a resource.
 *
 * They are measured by the package `web-vitals` (a peer dependency of your own: `npm install web-vitals`), which is
 * loaded after the page's `load` event and looks back from there. INP and CLS are told when the page is first
 * hidden, in time for what the tracker sends then; LCP then or at the first click or key. What changes later is not
 * told again. A page restored from the back/forward cache is measured anew. A page left before `load` has none.
 *
 * @returns its undo, after which nothing is tracked. Without a document, as on a server or in a worker, nothing happens.
 */
export function trackWebVitals(tracker: EventTracker): () => void {
  const page = globalThis.window?.document && globalThis.window;
  let stopped = !page;
  const told = new Set<string>();

  const tell = ({ id, name, value, rating, navigationType }: MetricType): void => {
    // One id is one metric of one page view, told again with each change that a later hide finds.
    if (stopped || told.has(id)) return;
    told.add(id);
    // A restored page asked for no byte; the library says 0, before the tracker knows of the new page view.
    if (name === 'TTFB' && navigationType === 'back-forward-cache') return;
    const digits = name === 'CLS' ? 4 : 0;
    tracker.trackEvent('web-vital', { metric: name, value: Number(value.toFixed(digits)), rating });
  };

  const start = async (): Promise<void> => {
    try {
      if (stopped) return;
      const { onCLS, onFCP, onINP, onLCP, onTTFB } = await import('web-vitals');
      for (const on of [onTTFB, onFCP, onLCP, onCLS, onINP]) on(tell);
    } catch {
      // Not loaded, because the network or a blocker would not, or made for newer browsers: there is no metric then.
    }
  };

  const startNow = (): void => void start();
  if (page?.document.readyState === 'complete') startNow();
  else page?.addEventListener('load', startNow, { once: true });
  return () => {
    stopped = true;
  };
}
