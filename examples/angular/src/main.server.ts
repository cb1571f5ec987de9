import { mergeApplicationConfig, provideEnvironmentInitializer, type ApplicationRef } from '@angular/core';
import { bootstrapApplication, type BootstrapContext } from '@angular/platform-browser';
import { RenderMode, provideServerRendering, withRoutes } from '@angular/ssr';
import { configOf } from './config.ts';
import { writeSettings } from './settings.ts';
import { Shop } from './shop.ts';

const settings = {
  site: process.env['PASSERBY_SITE'] ?? 'demo.localhost',
  endpoint: process.env['PASSERBY_URL'] ?? 'http://localhost:8420',
};
const config = mergeApplicationConfig(configOf(settings), {
  providers: [
    provideServerRendering(withRoutes([{ path: '**', renderMode: RenderMode.Server }])),
    provideEnvironmentInitializer(() => writeSettings(settings)),
  ],
});

export default (context: BootstrapContext): Promise<ApplicationRef> =>
  bootstrapApplication(Shop, config, context);
