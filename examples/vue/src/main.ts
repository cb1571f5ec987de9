import '@passerby/example-shop/shop.css';
import { createPasserby, trackRouter } from '@passerby/sdk-vue';
import { createApp } from 'vue';
import App from './app.vue';
import { router } from './router.ts';

const element = document.getElementById('shop') as HTMLElement;
const passerby = createPasserby({
  site: import.meta.env['VITE_PASSERBY_SITE'],
  endpoint: import.meta.env['VITE_PASSERBY_URL'],
  // Told by `trackRouter()`, which knows the routes.
  pageViews: false,
});

const app = createApp(App, {
  onClose() {
    app.unmount();
    element.textContent = 'Closed. Nothing is counted any more.';
  },
});
app.use(router).use(passerby).use(trackRouter(router)).mount(element);
