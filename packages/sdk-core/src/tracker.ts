import { limits, type Event } from '@passerby/wire';
import type { DropReason } from './drop-reason.ts';
import { createEmitter } from './emitter.ts';
import type { Environment } from './environment.ts';
import { byteLength } from './event/byte-length.ts';
import type { PropsInput } from './event/clean-props.ts';
import {
  createEventFactory,
  type Cleaned,
  type EventOptions,
  type PageViewOptions,
} from './event/create-event.ts';
import { createStream } from './event/stream.ts';
import type { Drop, Fate, Stats, Tell } from './ledger.ts';
import { onMoments } from './moment/on-moments.ts';
import { withDrainLock } from './offline/drain-lock.ts';
import { createOfflineStore } from './offline/offline-store.ts';
import { parseOptions, type Settings, type TrackerOptions } from './options.ts';
import { createDrain } from './queue/drain.ts';
import { createQueue } from './queue/queue.ts';
import { createTransport } from './transport/transport.ts';

/** An event that was given up. */
export interface Dropped {
  reason: DropReason;
  /** Missing where none could be made of the call. */
  event?: Event;
  /** The collector's words, where it said why. */
  message?: string;
}

/** What `tracker.on` tells of: what becomes of events, and what was cut from them. */
export interface TrackerSignals extends Record<Fate, { events: Event[] }> {
  dropped: Dropped;
  cleaned: Cleaned;
}

/** Counts page views and events of one site. None of its functions throws; all can be passed around alone. */
export interface Tracker {
  /** Tracks that a page is shown and sends it at once. The events after it belong to this page view. */
  readonly trackPageView: (options?: PageViewOptions) => void;
  /** Tracks that something happened. It is sent within `flushAfterMs`. */
  readonly trackEvent: {
    /** `trackEvent('signup', { plan: 'pro' })`; the name is cut to 128 UTF-8 bytes. */
    (name: string, props?: PropsInput | null, options?: EventOptions): void;
    /**
     * The classic form, taken when the second argument is a string: an event with `action` for its name and the
     * props `category`, `label` and `value`.
     */
    (category: string, action: string, label?: string | null, value?: number | null): void;
  };
  /** Sends what is queued; resolves when each event was answered or an attempt failed. Never rejects. */
  readonly flush: () => Promise<void>;
  /** Removes all listeners and timers, and sends what is left like at the end of the page. Final. */
  readonly close: () => void;
  /** How many events had which fate since the page was loaded. */
  readonly stats: () => Stats;
  /** Tells of what becomes of events: see `Fate`, and `dropped`; `cleaned` when one was trimmed. Returns its undo. */
  readonly on: <Type extends keyof TrackerSignals>(
    type: Type,
    listener: (detail: TrackerSignals[Type]) => void,
  ) => () => void;
}

/**
 * Starts a tracker for a site. Page views are told to it with `trackPageView()`.
 *
 * @throws TypeError when an option is bad; the message says what to change.
 */
export function createTracker(options: TrackerOptions, environment: Environment = globalThis): Tracker {
  return startTracker(parseOptions(options), environment);
}

export function startTracker(settings: Settings, environment: Environment): Tracker {
  const { on, emit } = createEmitter<TrackerSignals>(environment);
  const counts: Record<Fate, number> = {
    tracked: 0,
    adopted: 0,
    sent: 0,
    retried: 0,
    acknowledged: 0,
    maybeSent: 0,
    elsewhere: 0,
  };
  const dropped: Stats['dropped'] = {};
  const tell: Tell = (fate, batch) => {
    if (batch.length === 0) return;
    counts[fate] += batch.length;
    emit(fate, { events: batch.map(({ event }) => event) });
  };
  const drop: Drop = (reason, event, message) => {
    dropped[reason] = (dropped[reason] ?? 0) + 1;
    emit('dropped', { reason, ...(event && { event }), ...(message && { message }) });
  };

  const database = `passerby:${settings.site}`;
  const stream = createStream(environment);
  const create = createEventFactory(environment, stream, (cleaned) => emit('cleaned', cleaned));
  const store = createOfflineStore(
    environment,
    database,
    environment.navigator?.locks ? undefined : stream.id,
  );
  const queue = createQueue(settings, stream, store, tell, drop);
  const transport = createTransport(environment, settings, stream);
  const drain = createDrain(
    environment,
    settings,
    stream,
    queue,
    transport,
    withDrainLock(environment, database),
    tell,
  );
  // Both ends are needed: a closed tab or a followed link gives pagehide first (still visible) and then
  // visibilitychange, a phone that switches apps only visibilitychange, and may end the page later without a word.
  const undoMoments = onMoments(environment, [
    [
      'pagehide',
      () => {
        queue.paused = true;
        drain.leave();
      },
    ],
    ['pageshow', queue.resume],
    ['visibilitychange', () => (environment.document?.hidden ? drain.leave() : queue.resume())],
    ['online', drain.wake],
  ]);
  let closed = false;

  const track = (make: () => Event | DropReason): void => {
    if (closed) return drop('closed');
    try {
      const event = make();
      if (typeof event === 'string') return drop(event);
      const bytes = byteLength(JSON.stringify(event));
      if (bytes > limits.eventBytes) return drop('too-large', event);
      queue.add({ event, stream: stream.id, bytes });
      drain.schedule(bytes, event.type === 'pageview');
    } catch {
      drop('invalid'); // Getters and proxies of the page throw while they are read; the page must not notice.
    }
  };

  if (environment.indexedDB) void drain.flush(); // What an earlier page left.

  return {
    trackPageView: (view) => track(() => create.pageView(view)),
    trackEvent: (
      name: string,
      second?: string | PropsInput | null,
      third?: string | EventOptions | null,
      value?: number | null,
    ) =>
      track(() =>
        typeof second === 'string'
          ? create.custom(second, { category: name, label: third as string, value })
          : create.custom(name, second, third as EventOptions | undefined),
      ),
    flush: drain.flush,
    stats: () => ({ ...counts, queued: queue.all().length, dropped: { ...dropped } }),
    close() {
      closed = true;
      undoMoments();
      drain.close();
    },
    on,
  };
}
