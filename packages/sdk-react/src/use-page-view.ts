'use client';

import type { PageViewOptions } from '@passerby/sdk-core';
import { useShownPage } from './use-shown-page.ts';

/**
 * Tracks a page view when the component is mounted, when `url` or `route` change, and when the back/forward cache
 * gives the page back. For trackers with `pageViews: false`; others count page views by themselves.
 */
export function usePageView(options: PageViewOptions = {}): void {
  useShownPage(`${options.url} ${options.route}`, options);
}
