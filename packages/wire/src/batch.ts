import type { Event } from './event.ts';

/** Facts about the page load that all events of a batch share. */
export interface BatchContext {
  /** BCP 47 language tag of the browser. */
  lang?: string;
  /** IANA time zone. */
  tz?: string;
  /** Screen width and height in CSS pixels. */
  screen?: [width: number, height: number];
}

/** Body of `POST /api/v1/events`. */
export interface Batch {
  /** Public key of the site, as given to `passerby site add`. */
  site: string;
  /** Client clock when the batch is sent, ms since the epoch; from it the collector corrects clock skew. */
  sentAt: number;
  /** 1 to `limits.eventsPerBatch` events. */
  events: Event[];
  /** Name and version of the sender, such as `sdk-core/0.1.0`. */
  sdk?: string;
  /** Random per page load and kept in memory only; `seq` counts within it. */
  stream?: string;
  context?: BatchContext;
  /** The browser is driven by a program (`navigator.webdriver`); its events are kept, and counted as a bot's. */
  automated?: true;
  /** Share of page loads, or of visitors with consent, that are counted: above 0, at most 1 (default 1). */
  sampleRate?: number;
  /** Client id; only with the visitor's consent. */
  visitor?: string;
  /** The app's own id from `identify()`; only with the visitor's consent. */
  user?: string;
}
