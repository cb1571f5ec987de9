import type { App } from 'vue';
import { createPasserby } from './create-passerby.ts';
import type { PasserbyNuxtOptions } from './nuxt.ts';
import { vTrack, vTrackView } from './track-directive.ts';
import { trackRouter, type PageRouter } from './track-router.ts';

/** What the plugin needs of a `NuxtApp`, whose types come with Nuxt. */
interface PasserbyNuxtApp {
  vueApp: App;
  $router: PageRouter & { getRoutes: () => unknown[] };
  $config: { public: { passerby: PasserbyNuxtOptions } };
  hook: (name: 'page:loading:end', run: () => void) => () => void;
}

/** What `@passerby/sdk-vue/nuxt` adds to an app, in the browser and on the server. */
export default function passerbyNuxtPlugin(nuxtApp: PasserbyNuxtApp): void {
  const { vueApp, $router, $config } = nuxtApp;
  const { by = 'path', ...options } = $config.public.passerby;
  // An app without pages/ has a router without routes, which calls no hook.
  const router = $router.getRoutes().length > 0 ? { ...$router, afterEach: afterEachPage(nuxtApp) } : $router;
  vueApp
    .use(createPasserby({ ...options, pageViews: false }))
    .use(trackRouter(router, { by }))
    .directive('track', vTrack)
    .directive('track-view', vTrackView);
}

/** Navigations that are over when `<NuxtPage>` has waited for the page's data: before, the title is that of the last. */
const afterEachPage =
  ({ $router, hook }: PasserbyNuxtApp): PageRouter['afterEach'] =>
  (guard) => {
    // The hook is called where the first navigation fails, too.
    let isReady = false;
    $router.isReady().then(
      () => (isReady = true),
      () => {},
    );
    return hook('page:loading:end', () => {
      if (isReady) guard(undefined, undefined);
    });
  };
