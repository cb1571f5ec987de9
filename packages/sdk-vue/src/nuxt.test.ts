import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createApp } from 'vue';
import { createMemoryHistory, createRouter, type RouteRecordRaw, type Router } from 'vue-router';
import { apps, events, options, pageViews, told, untilSettled } from '../test/told.ts';
import { useTracker } from './index.ts';
import nuxtPlugin from './nuxt-plugin.ts';
import nuxtModule from './nuxt.ts';

const { site, endpoint } = options;
interface Setup {
  options: Parameters<typeof nuxtModule>[1]['options'];
  imports: { name: string; from: string }[];
}
function setUp(given: Partial<Setup['options']>, inline?: Parameters<typeof nuxtModule>[0]): Setup {
  const imports: Setup['imports'] = [];
  const nuxtOptions = { build: { transpile: [] }, plugins: [], runtimeConfig: { public: {} }, ...given };
  nuxtModule(inline, { options: nuxtOptions, hook: (_name, extend) => extend(imports) });
  return { options: nuxtOptions, imports };
}

test('the module adds its plugin, its import and its options', async () => {
  const { options: given, imports } = setUp({ passerby: { site, endpoint } });
  expect(given.runtimeConfig.public).toEqual({ passerby: { site, endpoint } });
  expect(given.build.transpile).toEqual(['@passerby/sdk-vue']);
  const [{ src } = { src: '' }] = given.plugins as { src: string }[];
  expect(existsSync(src.replace('/nuxt-plugin.js', '/nuxt-plugin.ts'))).toBe(true);
  expect(imports).toEqual([{ name: 'useTracker', from: '@passerby/sdk-vue' }]);
  expect(await nuxtModule.getMeta()).toEqual({ name: '@passerby/sdk-vue', configKey: 'passerby' });
});

test('options of the runtime configuration go first, then those beside the name of the module', () => {
  const inline = { site: 'inline.example' };
  expect(setUp({ passerby: { site, endpoint } }, inline).options.runtimeConfig.public).toEqual({
    passerby: { site: 'inline.example', endpoint },
  });
  const passerby = { site: 'runtime.example', endpoint };
  const runtimeConfig = { public: { passerby } };
  expect(setUp({ runtimeConfig }, inline).options.runtimeConfig.public).toEqual({ passerby });
});

test('names its options to the environment, even where they are given by it alone', () => {
  expect(setUp({}).options.runtimeConfig.public).toEqual({ passerby: { site: '', endpoint: '' } });
});

const Page = {
  setup: () => useTracker().trackEvent('in setup'),
  template: '<button v-track:go v-track-view:hero />',
};
/** An app with the plugin, as Nuxt makes it, and how it tells that a page is loaded. */
function startNuxt(routes: RouteRecordRaw[]): {
  $router: Router;
  element: HTMLElement;
  endLoading: () => void;
} {
  const $router = createRouter({ history: createMemoryHistory(), routes });
  const vueApp = createApp({ template: '<RouterView />' }).use($router);
  let endLoading: (() => void) | undefined;
  nuxtPlugin({
    vueApp,
    $router,
    $config: { public: { passerby: options } },
    hook(_name, run) {
      endLoading = run;
      return () => (endLoading = undefined);
    },
  });
  const element = document.createElement('div');
  vueApp.mount(element);
  apps.add(vueApp);
  return { $router, element, endLoading: () => endLoading?.() };
}

test('the plugin counts pages by the templates of their files, once they are loaded', async () => {
  // As Nuxt names pages/product/[id].vue.
  const { $router, element, endLoading } = startNuxt([{ path: '/product/:id()', component: Page }]);
  await $router.push('/product/1');
  await untilSettled();
  element.querySelector('button')?.click();
  expect(pageViews()).toEqual([['/product/1', '/product/:id']]);
  expect(events()).toEqual([
    ['in setup', undefined],
    ['go', undefined],
  ]);

  await $router.push('/product/2');
  await untilSettled();
  expect(pageViews()).toHaveLength(1);
  document.title = 'Product 2';
  endLoading();
  endLoading();
  await untilSettled();
  expect(pageViews().slice(1)).toEqual([['/product/2', '/product/:id']]);
  expect(told.at(-1)).toMatchObject({ title: 'Product 2' });
});

test('the plugin counts no first page that is refused', async () => {
  const { $router, endLoading } = startNuxt([{ path: '/', component: Page, beforeEnter: () => false }]);
  await $router.push('/');
  endLoading();
  await untilSettled();
  expect(pageViews()).toEqual([]);
});

test('the plugin counts an app without pages by its router', async () => {
  const { $router, endLoading } = startNuxt([]);
  await $router.push('/a');
  await untilSettled();
  endLoading();
  expect(pageViews()).toEqual([['/a']]);
});
