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
import { whenHidden } from './moment/when-hidden.ts';
import { parseOptions, type Settings, type TrackerOptions } from './options.ts';
import { createDrain } from './queue/drain.ts';
import { enqueue, type Queue } from './queue/queue.ts';
import { createTransport } from './transport/transport.ts';

/** An event that was given up. */
export interface Dropped {
  reason: DropReason;
  /** Missing where none could be made of the call. */
  event?: Event;
  /** The collector's words, where it said why. */
  message?: string;
}

/** What `tracker.on` tells of. */
export interface TrackerSignals {
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
  /** Tells of events that were given up (`dropped`) or trimmed (`cleaned`). Returns its undo. */
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
  const drop = (reason: DropReason, event?: Event, message?: string): void =>
    emit('dropped', { reason, ...(event && { event }), ...(message && { message }) });

  const stream = createStream(environment);
  const create = createEventFactory(environment, stream, (cleaned) => emit('cleaned', cleaned));
  const queue: Queue = new Set();
  const transport = createTransport(environment, settings, stream.id);
  const drain = createDrain(environment, settings, queue, transport, drop);
  const undoHidden = whenHidden(environment, drain.leave);
  let closed = false;

  const track = (make: () => Event | DropReason): void => {
    if (closed) return drop('closed');
    try {
      const event = make();
      if (typeof event === 'string') return drop(event);
      const bytes = byteLength(JSON.stringify(event));
      if (bytes > limits.eventBytes) return drop('too-large', event);
      const displaced = enqueue(queue, { event, bytes }, settings.maxQueueEvents);
      if (displaced) drop('queue-full', displaced);
      if (event.type === 'pageview') void drain.flush();
      else drain.schedule(bytes);
    } catch {
      drop('invalid'); // Getters and proxies of the page throw while they are read; the page must not notice.
    }
  };

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
    close() {
      closed = true;
      undoHidden();
      drain.close();
    },
    on,
  };
}
