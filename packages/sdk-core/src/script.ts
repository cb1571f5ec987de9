import { defaults } from './options.ts';
import { startTracker } from './tracker.ts';

/** `window.passerby`: the page's snippet before this script has loaded, the tracker after. */
interface Global {
  (method: string, ...args: unknown[]): unknown;
  /** The arguments of each call that the snippet has queued. */
  q?: ArrayLike<unknown>[];
  /** Sites that this page counts for; only the live function has them. */
  sites?: string[];
}

const page = window as typeof window & { passerby?: Global };
const script = document.currentScript as HTMLScriptElement;
const { site, endpoint = new URL('.', script.src).href, auto } = script.dataset;
if (!site) throw new TypeError('passerby: the script tag needs data-site="…"');

const before = page.passerby;
const sites = before?.sites;
// The same tag twice (a template and a tag manager) must not count twice.
if (!sites?.includes(site)) {
  const tracker = startTracker({ ...defaults, site, endpoint }, globalThis);
  if (auto !== 'false') tracker.trackPageView();
  // The first tag owns `passerby()`; a tag for another site only counts page views beside it.
  if (sites) sites.push(site);
  else {
    const methods = new Map<string, (...args: never[]) => unknown>(Object.entries(tracker));
    const live = (method: string, ...args: unknown[]): unknown =>
      // A method that does not exist is ignored, as nothing may throw into the page.
      methods.get(method)?.(...(args as never[]));
    page.passerby = Object.assign(live, tracker, { sites: [site] });
    for (const [method, ...args] of (before?.q ?? []).map((call) => Array.from(call))) {
      live(String(method), ...args);
    }
  }
}
