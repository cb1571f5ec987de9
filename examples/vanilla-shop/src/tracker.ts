import type { Consent, Tracker } from '@passerby/sdk-core';
import type { Events } from '@passerby/example-shop/events';

/** What the script tag defines: it takes the name of a method and its arguments, before and after it has loaded. */
declare const passerby: (method: keyof Tracker, ...args: unknown[]) => void;

/** Where the script is blocked, the calls wait in the page's own snippet, and nothing else happens. */
export const trackEvent: Tracker<Events>['trackEvent'] = (...args: unknown[]) =>
  passerby('trackEvent', ...args);
/** For what the visitor does anywhere in the page. */
export const tracker = { trackEvent: (...args: unknown[]): void => passerby('trackEvent', ...args) };
export const setConsent = (consent: Consent): void => passerby('setConsent', consent);
export const closeTracker = (): void => passerby('close');
