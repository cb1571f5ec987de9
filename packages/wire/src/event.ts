/** Value of one custom property. Numbers must be finite. */
export type PropValue = string | number | boolean;

/** Flat map of custom properties: at most `limits.propsPerEvent` keys. */
export type Props = Record<string, PropValue>;

/** Money that an event brought in. */
export interface Revenue {
  /** In major units (49.5 is forty-nine and a half); finite, may be negative for a refund. */
  amount: number;
  /** ISO 4217 code, three capital letters. */
  currency: string;
}

/** What every event carries, whatever its type. */
export interface EventBase {
  /** UUID (version 7 by our SDK) made once when the event is tracked: the idempotency key, kept across retries. */
  id: string;
  /** Client clock when it happened, ms since the epoch. */
  time: number;
  /** Absolute http(s) URL of the page. */
  url: string;
  /** Counts from 1 within the batch's `stream`, so that the collector can measure loss. */
  seq?: number;
  /** Random id of the page view that the event belongs to. */
  page?: string;
  /** Route template such as `/product/:id`, where the app has one. */
  route?: string;
  /** URL of the page before; an empty string where there was none. */
  referrer?: string;
  /** Title of the page. */
  title?: string;
  props?: Props;
  /** Version of the tracking plan by which it was tracked. */
  plan?: number;
}

/** A page was shown. */
export interface PageviewEvent extends EventBase {
  type: 'pageview';
}

/** Something with a name happened. */
export interface CustomEvent extends EventBase {
  type: 'event';
  name: string;
  revenue?: Revenue;
}

/** How long and how far a page was read, sent when it hides. */
export interface EngagementEvent extends EventBase {
  type: 'engagement';
  /** Visible, focused and active time since the last engagement event of the page view, ms. */
  engagedMs: number;
  /** Deepest point seen, percent of the page's height, 0 to 100. */
  scrollDepth: number;
}

export type Event = PageviewEvent | CustomEvent | EngagementEvent;
