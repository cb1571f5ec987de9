import { Location } from '@angular/common';
import { DestroyRef, NgZone, inject } from '@angular/core';
import { NavigationEnd, PRIMARY_OUTLET, Router, type ActivatedRoute } from '@angular/router';
import type { PageViewOptions } from '@passerby/sdk-core';
import { onPageShown } from '@passerby/sdk-core/adapter';
import { injectTracker } from './inject-tracker.ts';
import type { TrackerFeature } from './provide-tracker.ts';

/** What `withRouterPageViews` may be given. */
export interface RouterPageViewsOptions {
  /** What makes another page: another path (default), or also another query. */
  by?: 'path' | 'query';
}

/**
 * Tracks a page view for each page that Angular's router shows, with its route template such as `/product/:id` as
 * `route`, in place of those that the tracker counts by itself. Redirects count once; navigations that fail or are
 * cancelled do not.
 */
export function withRouterPageViews({ by }: RouterPageViewsOptions = {}): TrackerFeature {
  return {
    options: { pageViews: false },
    start() {
      const tracker = injectTracker();
      const zone = inject(NgZone);
      const router = inject(Router);
      const location = inject(Location);
      let shown: string | undefined;
      let view: PageViewOptions | undefined;
      const track = (): void => view && tracker.trackPageView(view);

      const navigations = router.events.subscribe((event) => {
        if (!(event instanceof NavigationEnd)) return;
        const { urlAfterRedirects } = event;
        const page = urlAfterRedirects.replace(by === 'query' ? /#.*/ : /[?#].*/, '');
        if (page === shown) return;
        shown = page;
        view = {
          url: location.prepareExternalUrl(urlAfterRedirects),
          route: routeOf(router.routerState.root),
        } as PageViewOptions;
        // The router sets the title next. What the page's components track when they are initialised comes after.
        zone.runOutsideAngular(() => queueMicrotask(track));
      });
      navigations.add(onPageShown(track));
      inject(DestroyRef).onDestroy(() => navigations.unsubscribe());
    },
  };
}

/** The template that the routes of the primary outlets make together; none where one matches by a function. */
function routeOf(root: ActivatedRoute): string | undefined {
  let template = '';
  let at: ActivatedRoute | undefined = root;
  while (at) {
    const { path, matcher } = at.routeConfig ?? {};
    if (matcher) return undefined;
    if (path) template += `/${path}`;
    at = at.children.find(({ outlet }) => outlet === PRIMARY_OUTLET);
  }
  return template || '/';
}
