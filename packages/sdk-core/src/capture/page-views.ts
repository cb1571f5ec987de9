import type { Environment, Heard, Page } from '../environment.ts';
import type { TrackerOptions } from '../options.ts';

/** Where the part of an address begins that does not make another page. */
const ends: Record<string, RegExp | string> = { path: /[?#]/, query: '#' };

/**
 * Calls `trackPageView` for the page that is shown and for each that a navigation within the document shows, once for each.
 * Returns what tells it that there may be another page; `again` when the same one counts once more.
 */
export const watchPageViews = (
  environment: Environment,
  settings: Pick<TrackerOptions, 'pageViews' | 'ignoreReplaced'>,
  signal: AbortSignal,
  trackPageView: () => void,
): ((again?: boolean) => void) => {
  const { document = {} as Partial<Page>, history, navigation } = environment;
  const { pageViews = 'path' } = settings;
  let shown: string | undefined;

  const view = (again?: boolean): void => {
    const page = pageViews && document.URL?.split(ends[pageViews] as string)[0];
    if (!page || signal.aborted || (page === shown && !again)) return;
    shown = page;
    trackPageView();
  };
  const navigated = ({ navigationType }: Pick<Heard, 'navigationType'>): void => {
    // Later: a redirect may follow at once, and apps set the title after the address.
    if (!settings.ignoreReplaced || navigationType !== 'replace') environment.setTimeout(view);
  };

  if (navigation) navigation.addEventListener('currententrychange', navigated, { signal });
  else if (history && pageViews) {
    for (const navigationType of ['push', 'replace'] as const) {
      const method = `${navigationType}State` as const;
      const original = history[method];
      const patched: typeof original = (history[method] = (...args) => {
        original.apply(history, args);
        navigated({ navigationType });
      });
      signal.addEventListener('abort', () => {
        // Who patched it after us goes on.
        if (history[method] === patched) history[method] = original;
      });
    }
  }
  view();
  return view;
};
