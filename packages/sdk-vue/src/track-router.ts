import { onPageShown } from '@passerby/sdk-core/adapter';
import { nextTick, type App } from 'vue';
import { onUnmount } from './on-unmount.ts';
import { useTracker } from './use-tracker.ts';

/** What `trackRouter` needs of a router: those of Vue Router 4 and 5 have it. */
export interface PageRouter {
  readonly currentRoute: {
    readonly value: {
      readonly path: string;
      readonly fullPath: string;
      readonly matched: readonly { readonly path: string }[];
    };
  };
  readonly isReady: () => Promise<void>;
  readonly afterEach: (guard: (to: unknown, from: unknown, failure?: unknown) => void) => () => void;
  readonly resolve: (address: string) => { readonly href: string };
}

/** What `trackRouter` may be told. */
export interface TrackRouterOptions {
  /** What makes another page: another path (default), or also another query. */
  by?: 'path' | 'query';
}

/**
 * Tracks a page view for each page that the router shows, with its route template such as `/product/:id` as `route`:
 * `app.use(trackRouter(router))`, after `createPasserby({ …, pageViews: false })`. A redirect counts once, at its end; a
 * navigation that fails or is refused does not.
 *
 * @throws Error from `app.use()`, in an app without the plugin.
 */
export function trackRouter(
  router: PageRouter,
  { by }: TrackRouterOptions = {},
): { install: (app: App) => void } {
  return {
    install(app) {
      const { trackPageView } = app.runWithContext(useTracker);
      if (!globalThis.document) return;
      let shown: string | undefined;
      let isOver = false;
      let leave: (() => void) | undefined;

      const show = (): void => {
        const { path, fullPath, matched } = router.currentRoute.value;
        const page = by === 'query' ? fullPath.replace(/#.*/, '') : path;
        if (isOver || page === shown) return;
        shown = page;
        leave?.();
        leave = onPageShown(() =>
          trackPageView({
            url: router.resolve(fullPath).href,
            // Nuxt ends each parameter with an empty pattern.
            route: matched[matched.length - 1]?.path.replaceAll('()', '') as string,
          }),
        );
      };
      /** Once the page is rendered and has its title, which head managers set in a task of their own. */
      const showLater = (): void => void nextTick(() => setTimeout(show));

      // The first navigation may be over before the guard is there; until then, the router is at a "/" that is no page.
      router.isReady().then(showLater, () => {}); // It failed, and there is no page.
      const forget = router.afterEach((_to, _from, failure) => {
        if (!failure) showLater();
      });
      onUnmount(app, () => {
        isOver = true;
        forget();
        leave?.();
      });
    },
  };
}
