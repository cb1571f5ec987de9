import type { Environment } from './environment.ts';
import type { TrackerOptions } from './options.ts';

/** `window.passerby`: the page's snippet before the script has loaded, the tracker after. */
interface Global {
  (method: string, ...args: unknown[]): unknown;
  /** The arguments of each call that the snippet has queued. */
  q?: Iterable<unknown>[];
  /** Sites that this page counts for; only the live function has them. */
  sites?: string[];
}

/**
 * Starts a tracker with the data attributes of the script tag that runs for options, and replays the calls that
 * were made before. Throws where the tag names no site.
 */
export function runScriptTag(start: (options: TrackerOptions, environment: Environment) => object): void {
  const page = window as typeof window & { passerby?: Global };
  const { dataset, src } = document.currentScript as HTMLScriptElement;
  const { site, endpoint = new URL('.', src).href } = dataset;
  if (!site) throw new TypeError('passerby: data-site is missing');

  const { q = [], sites } = page.passerby ?? {};
  // The same tag twice (a template and a tag manager) must not count twice.
  if (sites?.includes(site)) return;
  // oxlint-disable-next-line typescript/no-misused-spread -- its attributes are all that it is
  const options: Record<string, unknown> = { ...dataset };
  for (const name in options) {
    try {
      options[name] = JSON.parse(options[name] as string);
    } catch {
      // `false`, `5000` and `["q"]` are what they look like, everything else is text.
    }
  }
  const tracker = start({ ...options, site, endpoint }, page);
  // The first tag owns `passerby()`; a tag for another site only counts page views beside it.
  if (sites) {
    sites.push(site);
    return;
  }
  const methods = tracker as Partial<Record<string, (...args: unknown[]) => unknown>>;
  // A method that does not exist is ignored, as nothing may throw into the page.
  const live: Global = (method, ...args) => methods[method]?.(...args);
  page.passerby = Object.assign(live, tracker, { sites: [site] });
  for (const call of q) live(...(call as [string]));
}
