import {
  provideBrowserGlobalErrorListeners,
  provideZonelessChangeDetection,
  type ApplicationConfig,
} from '@angular/core';
import { provideClientHydration, withEventReplay } from '@angular/platform-browser';
import { PreloadAllModules, provideRouter, withComponentInputBinding, withPreloading } from '@angular/router';
import { provideTracker, withErrorTracking, withRouterPageViews } from '@passerby/sdk-angular';
import { routes } from './routes.ts';
import type { Settings } from './settings.ts';

export const configOf = (settings: Settings): ApplicationConfig => ({
  providers: [
    provideBrowserGlobalErrorListeners(),
    // From Angular 21 on it is so anyway.
    provideZonelessChangeDetection(),
    // Preloaded, so that the shop goes on offline.
    provideRouter(routes, withComponentInputBinding(), withPreloading(PreloadAllModules)),
    provideClientHydration(withEventReplay()),
    provideTracker(settings, withRouterPageViews(), withErrorTracking()),
  ],
});
