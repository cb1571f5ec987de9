'use client';

import { useRouterState } from '@tanstack/react-router';
import { useShownPage } from './use-shown-page.ts';

/** What `usePageViews` may be given. */
export interface PageViewsOptions {
  /** What makes another page: another path (default), or also another query. */
  by?: 'path' | 'query';
}

/**
 * Tracks a page view for each page that TanStack Router has loaded, with its route template such as `/product/$id`
 * as `route`. Call it once, in the component of the root route, below a `<TrackerProvider>` whose tracker has
 * `pageViews: false`.
 */
export function usePageViews({ by }: PageViewsOptions = {}): void {
  const location = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation });
  const route = useRouterState({
    select: ({ matches }) => matches[matches.length - 1]?.fullPath as string | undefined,
  });
  useShownPage(location && (by === 'query' ? location.pathname + location.searchStr : location.pathname), {
    url: location?.publicHref,
    route,
  });
}
