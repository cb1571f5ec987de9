import { join } from 'node:path';
import type { TrackerOptions } from '@passerby/sdk-core';
import type { TrackRouterOptions } from './track-router.ts';

/**
 * Options of the tracker as they can be written into a runtime configuration: `NUXT_PUBLIC_PASSERBY_SITE` and
 * `NUXT_PUBLIC_PASSERBY_ENDPOINT` override them where the app runs.
 */
export type PasserbyNuxtOptions = Omit<TrackerOptions, 'beforeSend' | 'pageViews'> & TrackRouterOptions;

/** What the module needs of a `Nuxt`, whose types come with Nuxt. */
interface PasserbyNuxt {
  options: {
    /** As the app's configuration has them. */
    passerby?: unknown;
    build: { transpile: unknown[] };
    plugins: unknown[];
    runtimeConfig: { public: object };
  };
  hook: (name: 'imports:extend', extend: (imports: { name: string; from: string }[]) => void) => unknown;
}

function passerbyNuxtModule(inline: Partial<PasserbyNuxtOptions> | undefined, nuxt: PasserbyNuxt): void {
  const { options } = nuxt;
  const passerby = { site: '', endpoint: '', ...(options.passerby as object), ...inline };
  options.runtimeConfig.public = { passerby, ...options.runtimeConfig.public };
  // Else Vite's development server makes a copy for the app beside the plugin's, each with its own tracker.
  options.build.transpile.push('@passerby/sdk-vue');
  options.plugins.push({ src: join(import.meta.dirname, 'nuxt-plugin.js') });
  nuxt.hook('imports:extend', (imports) => imports.push({ name: 'useTracker', from: '@passerby/sdk-vue' }));
}

/** What Nuxt reads of a module that is made without `@nuxt/kit`. */
interface PasserbyNuxtModule {
  (inline: Partial<PasserbyNuxtOptions> | undefined, nuxt: PasserbyNuxt): void;
  getMeta: () => Promise<{ name: string; configKey: 'passerby' }>;
}

/**
 * The module for `modules: ['@passerby/sdk-vue/nuxt']`, with its options in `passerby`: the plugin with the page views of
 * the router, `useTracker()` without an import, and the directives `v-track` and `v-track-view`.
 */
const nuxtModule: PasserbyNuxtModule = Object.assign(passerbyNuxtModule, {
  getMeta: async () => ({ name: '@passerby/sdk-vue', configKey: 'passerby' as const }),
});
export default nuxtModule;
