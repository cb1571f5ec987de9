import type { App } from 'vue';

/** Calls `end` when the app is unmounted; `app.onUnmount` came with Vue 3.5. */
export function onUnmount(app: App, end: () => void): void {
  const unmount = app.unmount.bind(app);
  app.unmount = () => {
    end();
    unmount();
  };
}
