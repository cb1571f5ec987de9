import { expect, test, vi } from 'vitest';
import { createSSRApp } from 'vue';
import { createRouter, createWebHistory } from 'vue-router';
import { options, pageViews, untilSettled } from '../test/told.ts';
import { createPasserby, trackRouter, vTrack, vTrackView } from './index.ts';

test('counts a page once that a server has rendered and the browser hydrates', async () => {
  const warn = vi.spyOn(console, 'warn');
  const error = vi.spyOn(console, 'error');
  document.body.innerHTML = '<div id="app"><p>Shoes</p></div>';
  const Page = {
    directives: { track: vTrack, trackView: vTrackView },
    template: '<p v-track:hero v-track-view:hero>Shoes</p>',
  };
  const routes = [{ path: '/', component: Page }];
  const router = createRouter({ history: createWebHistory(), routes });
  const app = createSSRApp({ template: '<RouterView />' });
  app
    .use(createPasserby({ ...options, pageViews: false }))
    .use(router)
    .use(trackRouter(router));
  await router.isReady();
  app.mount('#app');
  await untilSettled();
  expect(document.body.innerHTML).toContain('<p>Shoes</p>');
  expect(pageViews()).toEqual([['/', '/']]);
  app.unmount();
  expect([...warn.mock.calls, ...error.mock.calls]).toEqual([]);
});
