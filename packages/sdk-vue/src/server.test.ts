// @vitest-environment node
import { afterEach, expect, test, vi } from 'vitest';
import { createSSRApp } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import { renderToString } from 'vue/server-renderer';
import { createPasserby, trackRouter, useTracker, vTrack, vTrackView } from './index.ts';

const fetch = vi.spyOn(globalThis, 'fetch');
const setTimeout = vi.spyOn(globalThis, 'setTimeout');
const beforeSend = vi.fn<() => false>(() => false);
const url = 'https://shop.example/';

afterEach(() => vi.clearAllMocks());

test('tracks nothing when a server renders, even of what is called while it does', async () => {
  const Page = {
    directives: { track: vTrack, trackView: vTrackView },
    setup() {
      const tracker = useTracker();
      tracker.trackPageView({ url });
      tracker.trackEvent('order', {}, { url });
      tracker.identify('u1');
      tracker.setConsent('granted');
      return { tracked: tracker.stats().tracked };
    },
    template: '<p v-track:order v-track-view:hero="{ step: 1 }">{{ tracked }}</p>',
  };
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: Page }] });
  const options = { site: 'shop.example', endpoint: 'https://stats.example', beforeSend };
  const app = createSSRApp({ template: '<RouterView />' });
  app.use(createPasserby(options)).use(router).use(trackRouter(router));
  await router.push('/');
  expect(await renderToString(app)).toContain('<p>0</p>');
  await new Promise((resolve) => setImmediate(resolve));
  expect(beforeSend).not.toHaveBeenCalled();
  expect(fetch).not.toHaveBeenCalled();
  expect(setTimeout).not.toHaveBeenCalled();
});
