import type { Event } from '@passerby/collector/testing';
import {
  createTracker,
  type Dropped,
  type Environment,
  type EventMap,
  type Tracker,
  type TrackerOptions,
} from '@passerby/sdk-core';
import type { Fault } from '../faults.ts';

/** Options of `createTracker`, all of them with a default. */
export interface TestTrackerOptions extends Partial<TrackerOptions> {
  /** Address of the page, http(s); default that of the document where it has one, else `https://test.example/`. */
  url?: string;
}

/** A tracker that remembers, for unit tests: the real one, without network, timers, storage and listeners. */
export interface TestTracker<Events = EventMap> extends Tracker<Events> {
  /** What was tracked so far, in order, as it would be sent. */
  readonly events: () => Event[];
  /** What was dropped so far, and why. */
  readonly dropped: () => Dropped[];
  /** Forgets both. */
  readonly clear: () => void;
  /** From now on, for `flush()`, the clock or the storage of the choice; `'slow'` is for ever, as there are no timers. */
  readonly fail: (fault: Fault) => void;
  /** Ends every fault. */
  readonly recover: () => void;
}

/**
 * Makes a tracker whose events a test can look at. It counts no page view by itself and tells no engagement, unless
 * options say so; consent holds for this tracker alone.
 *
 * @throws TypeError when an option is bad, like `createTracker`.
 */
export function createTestTracker<Events = EventMap>(options: TestTrackerOptions = {}): TestTracker<Events> {
  const { url, ...settings } = options;
  const tracked: Event[] = [];
  const dropped: Dropped[] = [];
  const faults = new Map<Fault['kind'], Fault>();

  const environment: Environment = {
    Date: {
      now() {
        const skew = faults.get('clock-skew');
        return Date.now() + (skew?.kind === 'clock-skew' ? skew.skewMs : 0);
      },
    },
    Math,
    crypto: globalThis.crypto,
    AbortSignal: {}, // Without `timeout`, which is a timer.
    // Text, as there is nothing to compress it with.
    fetch: (_url, { body }) => answer(body as string, [...faults.values()]),
    setTimeout: () => undefined,
    clearTimeout() {},
    localStorage: createMemoryStorage(() => faults.has('storage-full')),
    document: {
      get URL() {
        return url ?? findAddress();
      },
      referrer: '',
      title: '',
      hidden: false,
      addEventListener() {},
    },
    navigator: { onLine: true, sendBeacon: () => true },
    reportError(error) {
      throw error;
    },
  };
  const tracker = createTracker<Events>(
    {
      site: 'test.example',
      endpoint: 'https://stats.test.example',
      pageViews: false,
      engagement: false,
      ...settings,
    },
    environment,
  );
  tracker.on('tracked', ({ events }) => void tracked.push(...(events as Event[])));
  tracker.on('dropped', (drop) => void dropped.push(drop));

  return {
    ...tracker,
    events: () => [...tracked],
    dropped: () => [...dropped],
    clear() {
      tracked.length = 0;
      dropped.length = 0;
    },
    fail: (fault) => void faults.set(fault.kind, fault),
    recover: () => faults.clear(),
  };
}

function findAddress(): string {
  const { document } = globalThis as { document?: { URL: string } };
  return document && /^https?:/.test(document.URL) ? document.URL : 'https://test.example/';
}

async function answer(body: string, faults: Fault[]): Promise<Pick<Response, 'status' | 'json' | 'headers'>> {
  if (faults.some(({ kind }) => kind === 'slow')) return new Promise(() => {});
  if (faults.some(({ kind }) => kind === 'reset' || kind === 'blocked' || kind === 'lost-answer')) {
    throw new TypeError('Failed to fetch');
  }
  const failing = faults.find((fault) => fault.kind === 'status');
  const { events } = JSON.parse(body) as { events: unknown[] };
  const retryAfter = failing?.retryAfter;
  return {
    status: failing?.status ?? 202,
    headers: new Headers(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
    json: async () => ({ accepted: events.length, duplicates: 0, rejected: [] }),
  };
}

function createMemoryStorage(isFull: () => boolean): NonNullable<Environment['localStorage']> {
  const entries = new Map<string, string>();
  return {
    getItem: (key) => entries.get(key) ?? null,
    setItem(key, value) {
      if (isFull()) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
      entries.set(key, value);
    },
  };
}
