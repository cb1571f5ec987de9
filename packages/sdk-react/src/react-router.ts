'use client';

import { useContext } from 'react';
import {
  UNSAFE_DataRouterStateContext as DataRouterStateContext,
  matchRoutes,
  useHref,
  useLocation,
  type RouteObject,
} from 'react-router';
import { useShownPage } from './use-shown-page.ts';

/** What `usePageViews` may be given. */
export interface PageViewsOptions {
  /** What makes another page: another path (default), or also another query. */
  by?: 'path' | 'query';
  /** The app's routes, to know route templates without a data router: `createRoutesFromElements(…)`. */
  routes?: RouteObject[];
}

/**
 * Tracks a page view for each page that React Router shows, with its route template such as `/product/:id` as
 * `route`. Call it once, in the layout that all routes have, below a `<TrackerProvider>` whose tracker has
 * `pageViews: false`. Redirects of loaders count once; a rendered `<Navigate>` is a page of its own.
 */
export function usePageViews({ by, routes }: PageViewsOptions = {}): void {
  const location = useLocation();
  const matches = useContext(DataRouterStateContext)?.matches ?? (routes && matchRoutes(routes, location));
  useShownPage(by === 'query' ? location.pathname + location.search : location.pathname, {
    url: useHref(location),
    route: matches?.reduce((parent, { route: { path = '' } }) => join(parent, path), '/'),
  });
}

/** A child's path is missing (index routes, layouts), relative, or begins with its parent's. */
const join = (parent: string, path: string): string =>
  path === '' || path.startsWith('/') ? path || parent : `${parent.replace(/\/$/, '')}/${path}`;
