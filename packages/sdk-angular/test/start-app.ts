import {
  type ApplicationRef,
  type EnvironmentProviders,
  type Provider,
  type Type,
  provideZonelessChangeDetection,
} from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { afterEach, beforeEach } from 'vitest';

const running: ApplicationRef[] = [];

/** Starts an app at `<app-root>`, as its `main.ts` does. */
export async function startApp(
  component: Type<unknown>,
  providers: (Provider | EnvironmentProviders)[],
  changeDetection: EnvironmentProviders = provideZonelessChangeDetection(),
): Promise<ApplicationRef> {
  if (!document.querySelector('app-root')) document.body.append(document.createElement('app-root'));
  const app = await bootstrapApplication(component, { providers: [changeDetection, providers] });
  running.push(app);
  return app;
}

/** The component that an app shows. */
export function shownBy<Shown>(app: ApplicationRef, component: Type<Shown>): Shown {
  const shown: unknown = app.components[0]?.instance;
  if (!(shown instanceof component)) throw new Error(`the app does not show ${component.name}`);
  return shown;
}

beforeEach(() => {
  history.replaceState(null, '', '/');
  document.title = '';
});
afterEach(() => {
  for (const app of running.splice(0)) if (!app.destroyed) app.destroy();
  document.body.innerHTML = '';
});
