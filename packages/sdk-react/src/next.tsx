'use client';

import { useRouter } from 'next/compat/router.js';
import { useParams, usePathname, useSearchParams } from 'next/navigation.js';
import { Suspense, type ReactElement } from 'react';
import { toRoute } from './next-route.ts';
import { useShownPage } from './use-shown-page.ts';

/** What `<PageViews>` may be given. */
export interface PageViewsProps {
  /** What makes another page: another path (default), or also another query. */
  by?: 'path' | 'query';
}

/**
 * Tracks a page view for each page that Next shows, with its route template such as `/product/[id]` as `route`. Put it
 * once into the root layout (App Router) or `_app` (Pages Router), below a `<TrackerProvider>` whose tracker has
 * `pageViews: false`. It renders nothing.
 */
export function PageViews({ by = 'path' }: PageViewsProps): ReactElement {
  return (
    // Without it, `useSearchParams` would take every page out of static rendering, and fail its build.
    <Suspense fallback={null}>
      <ShownPage by={by} />
    </Suspense>
  );
}

function ShownPage({ by }: PageViewsProps): null {
  // Null until a page of the Pages Router that was rendered ahead knows its address.
  const path = usePathname() ?? undefined;
  const query = useSearchParams();
  const params = useParams();
  const pagesRouter = useRouter();
  useShownPage(path && by === 'query' ? `${path}?${query}` : path, {
    route: pagesRouter?.pathname ?? (path && toRoute(path, params ?? {})),
  });
  return null;
}
