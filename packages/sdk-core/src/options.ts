import { limits, type Event } from '@passerby/wire';
import { byteLength } from './event/byte-length.ts';
import type { Consent } from './privacy/consent.ts';

/** What `createTracker` is given. */
export interface TrackerOptions {
  /** The site's public key, as given to `passerby site add`: 1 to 256 bytes. */
  site: string;
  /** Where the collector is, such as `https://stats.example`; absolute http(s), a path is kept. */
  endpoint: string;
  /**
   * What makes another page when the address changes within the document, by push, replace or back: another
   * `'path'` (default), also another `'query'`, or also another `'hash'`, for routers that work by it. `false`: page
   * views are told by `trackPageView()` alone.
   */
  pageViews?: 'path' | 'query' | 'hash' | false;
  /** Whether an address that `history.replaceState` changed is never another page (default false). */
  ignoreReplaced?: boolean;
  /** `false`: do not tell how long and how far each page view was read, when it ends or hides. */
  engagement?: boolean;
  /**
   * Query parameters that addresses and referrers keep (default none but those of campaigns: `utm_*`, `ref` and
   * `source`; of click ids, that there was one); `true`: all.
   */
  keepQuery?: readonly string[] | true;
  /**
   * What the visitor has agreed to (default: nothing was asked, so that nothing identifies the visitor). `'granted'`
   * and `'denied'` are kept like by `setConsent()`; with `'pending'`, or without, what was kept before holds.
   */
  consent?: Consent;
  /** Global Privacy Control forbids to identify the visitor, whatever the consent; `true`: overrule that (default false). */
  ignoreGpc?: boolean;
  /** Do Not Track does so, too (default false). */
  honorDnt?: boolean;
  /** Share of page loads that are counted, of visitors with consent: more than 0 to 1 (default 1). Sent along. */
  sampleRate?: number;
  /** Browsers that a program drives: count them as such (`'tag'`, default), like people (`'send'`), or not at all. */
  automation?: 'send' | 'tag' | 'drop';
  /** Sees each event before it is kept or sent, and answers what takes its place; `null` or `false` for nothing. */
  beforeSend?: (event: Event) => Event | null | false;
  /** Explain each decision in the console; only the builds for development do (default false). */
  debug?: boolean;
  /** Longest an event waits before it is sent, in ms, 0 to 3_600_000 (default 5_000). A page view is sent at once. */
  flushAfterMs?: number;
  /** Events that make a batch full, 1 to 500 (default 100); so do 64,000 bytes. */
  maxBatchEvents?: number;
  /** Events kept while they cannot be sent, 1 to 10_000 (default 1_000) and 2 MB at most; the oldest makes room. */
  maxQueueEvents?: number;
  /** Name and version of the sender, 1 to 256 bytes (default `sdk-core/<version>`); adapters give their own. */
  sdk?: string;
}

/**
 * Throws a `TypeError` that says what to change, in development; in production nobody is there to read it. Each default
 * is where its option is used, so that `undefined`, which frameworks pass on, is not given.
 */
export function checkOptions(options: TrackerOptions): void {
  const { beforeSend, endpoint, keepQuery, sampleRate = 1 } = options;
  const known = new Set<string>([
    'site',
    'endpoint',
    'sdk',
    'keepQuery',
    'beforeSend',
    'sampleRate',
    ...ranges.map(([name]) => name),
    ...choices.map(([name]) => name),
  ]);
  demand(options.site && /^https?:/i.test(endpoint), 'give a site and an http(s) endpoint');
  // A tag has attributes for others than us.
  for (const name of SCRIPT_TAG ? [] : Object.keys(options)) {
    demand(known.has(name), `there is no option ${name}`);
  }
  demand(!/[?#]/.test(endpoint), 'endpoint must have no query and no fragment');
  for (const name of ['site', 'sdk'] as const) {
    const value = options[name] ?? 'default';
    demand(
      typeof value === 'string' && value && byteLength(value) <= limits.tokenBytes,
      `${name} must be a text of 1 to ${limits.tokenBytes} bytes`,
    );
  }
  for (const [name, min, max] of ranges) {
    const value = options[name] ?? min;
    demand(
      Number.isInteger(value) && value >= min && value <= max,
      `${name} must be a whole number, ${min} to ${max}`,
    );
  }
  for (const [name, values] of choices) {
    demand(
      values.includes(options[name] as never),
      `${name} must be one of ${values.filter((value) => value !== undefined).join(', ')}`,
    );
  }
  demand(
    typeof sampleRate === 'number' && sampleRate > 0 && sampleRate <= 1,
    'sampleRate must be a number above 0, at most 1',
  );
  demand(
    keepQuery === undefined || keepQuery === true || Array.isArray(keepQuery),
    'keepQuery must be an array of names, or true',
  );
  demand(beforeSend === undefined || typeof beforeSend === 'function', 'beforeSend must be a function');
}

const ranges = [
  ['flushAfterMs', 0, 3_600_000],
  ['maxBatchEvents', 1, limits.eventsPerBatch],
  ['maxQueueEvents', 1, 10_000],
] as const;
const choices = [
  ['pageViews', [undefined, 'path', 'query', 'hash', false]],
  ['automation', [undefined, 'send', 'tag', 'drop']],
  ['consent', [undefined, 'granted', 'pending', 'denied']],
  ['ignoreReplaced', [undefined, true, false]],
  ['engagement', [undefined, true, false]],
  ['ignoreGpc', [undefined, true, false]],
  ['honorDnt', [undefined, true, false]],
  ['debug', [undefined, true, false]],
] as const;

function demand(holds: unknown, fix: string): void {
  if (!holds) throw new TypeError(`passerby: ${fix}`);
}
