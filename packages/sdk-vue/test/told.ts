import type { Event, TrackerOptions } from '@passerby/sdk-core';
import { afterEach, beforeEach } from 'vitest';
import { createApp, type App, type Component } from 'vue';

/** What all trackers have told since the test began. */
export const told: Event[] = [];

/** Of a tracker that tells, and sends nothing. */
export const options: TrackerOptions = {
  site: 'shop.example',
  endpoint: 'https://stats.example',
  beforeSend(event) {
    told.push(event);
    return false;
  },
};

/** Path of each page view, and its route template where it has one. */
export const pageViews = (): string[][] =>
  told.flatMap((event) =>
    event.type === 'pageview' ? [[new URL(event.url).pathname, ...(event.route ? [event.route] : [])]] : [],
  );

/** Name and props of each event. */
export const events = (): unknown[][] =>
  told.flatMap((event) => (event.type === 'event' ? [[event.name, event.props]] : []));

/** Until all that is due now is done, page views of the router included. */
export const untilSettled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

/** Those to unmount after the test. */
export const apps: Set<App> = new Set();

/** Mounts an app that is unmounted after the test. */
export function mount(component: Component, ...plugins: { install: (app: App) => void }[]): App {
  const app = createApp(component);
  apps.add(app);
  for (const plugin of plugins) app.use(plugin);
  document.body.innerHTML = '<div id="app"></div>';
  app.mount('#app');
  return app;
}

export function unmount(app: App): void {
  apps.delete(app);
  app.unmount();
}

beforeEach(() => {
  told.length = 0;
  history.replaceState(null, '', '/');
});
afterEach(async () => {
  for (const app of apps) unmount(app);
  await untilSettled();
});
