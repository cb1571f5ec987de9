import { limits, type Batch, type BatchContext, type Event } from '@passerby/wire';
import { promisifyRequest } from 'idb-keyval';
import { explain } from '../debug.ts';
import type { DropReason } from '../drop-reason.ts';
import type { Environment } from '../environment.ts';
import type { Ledger } from '../ledger.ts';
import { createOfflineStore } from '../offline/offline-store.ts';
import type { TrackerOptions } from '../options.ts';
import type { Consent } from '../privacy/consent.ts';
import { envelopeBytes, type Sender } from '../transport/sender.ts';
import { createContext } from '../transport/context.ts';
import { eventsUrl } from '../transport/events-url.ts';
import { createLeave } from '../transport/leave.ts';
import { createTransport } from '../transport/send.ts';

/** An event that waits for its acknowledgement: what the offline store keeps. */
export interface Queued {
  readonly event: Event;
  /** What its batch says of the page load that made it, as JSON; see `Sender`. */
  readonly sender: string;
  /** As JSON, in UTF-8. */
  readonly bytes: number;
  /** It is in the offline store. */
  saved?: boolean;
}

/** Beside the events, where there are no locks to tell one tab from another. */
interface Lease {
  /** Random. */
  owner: string;
  /** When it was taken, by the clock of the machine, ms since the epoch. */
  at: number;
}

/**
 * The events that wait: the offline store and, in memory, what this page knows of it. Without a store it is the
 * memory alone. It decides when they are sent, and what becomes of them.
 */
export interface Queue {
  /** Takes a new event, and sends it in time. */
  enqueue: (queued: Queued) => void;
  /** Events that wait, those too that a beacon took. */
  countQueued: () => number;
  /** Sends all that is queued; resolves when each event was answered or an attempt failed. Never rejects. */
  flush: () => Promise<unknown>;
  /** Does with what waits what the visitor has decided. */
  decide: () => void;
  /** Nothing is sent or written until the next `decide`, and another tab may have the turn. */
  pause: () => void;
  /** Sends what this page queued in a way that outlives it. */
  sendAtExit: () => void;
  /** To be called when `signal` has ended it all: gives up what is in no store and on no way. */
  giveUpRest: () => void;
}

/** Most bytes of events that wait, as the host's own data shares the quota with them. */
const maxQueueBytes = 2_000_000;
/** As long as the collector knows an event from its duplicate. */
const maxAgeMs = 7 * 86_400_000;
/** A little longer than a request may take, so that nobody else sends what this page still waits for. */
const leaseMs = 35_000;
/** After the first failure in a row, at most. */
const firstRestMs = 2_000;
const longestRestMs = 300_000;
/** An endpoint that is blocked (posthog-js#1598, #2866) gives no answer; nobody asks it for ever. */
const failuresAtMost = 6;
/** So that many at once keep no task of the page long. */
const eventsPerWrite = 100;
/** What makes a batch full; a body is no longer. */
const batchBytes = 64_000;
/** So that pieces fit beside what others have in flight; four fill the page's room for beacons. */
const pieceBytes = limits.beaconBytes / 4;

export const createQueue = (
  environment: Environment,
  settings: TrackerOptions,
  name: string,
  stream: string,
  now: () => number,
  tell: Ledger['tell'],
  drop: Ledger['drop'],
  consent: () => Consent | undefined,
  signal: AbortSignal,
): Queue => {
  const { site, flushAfterMs = 5_000, maxBatchEvents = 100, maxQueueEvents = 1_000 } = settings;
  const { navigator = {} } = environment;
  const locks = navigator.locks;
  const url = eventsUrl(settings.endpoint);
  const context = createContext(environment);
  const store = createOfflineStore(environment, name);
  const { post, send } = createTransport(environment, url);
  const leave = createLeave(environment, url, now, post);

  let queue = new Map<string, Queued>();
  let queueBytes = 0;
  /** Ids that a beacon took, which is no acknowledgement: they wait until the page is back, or for the next visit. */
  const lent = new Set<string>();
  /** What a request has on its way: it may have arrived, so that it never makes room for others. */
  let inFlight: Queued[] = [];
  let paused = false;
  let saving: Promise<void> | undefined;
  /** 0 while nothing but the next page view or a network ends the rest. */
  let flushTimer: unknown;
  /** In a row. While there are any, it rests. */
  let failures = 0;
  let batchEvents = maxBatchEvents;
  let turn: AbortController | undefined;
  let sending: Promise<unknown> = Promise.resolve();
  let next: Promise<unknown> | undefined;

  const select = (isWanted: (queued: Queued) => unknown): Queued[] => [...queue.values()].filter(isWanted);
  const isAbsent = ({ event }: Queued): boolean => !queue.has(event.id);
  const isUnsaved = ({ saved }: Queued): boolean => !saved;
  const isWaiting = ({ event }: Queued): boolean => !lent.has(event.id);
  const toBody = (batch: Queued[]): string =>
    JSON.stringify({
      site,
      sentAt: now(),
      sdk: settings.sdk ?? `sdk-core/${SDK_VERSION}`,
      context: context() as BatchContext,
      ...(JSON.parse((batch[0] as Queued).sender) as Pick<Batch, keyof Sender>),
      events: batch.map(({ event }) => event),
    } satisfies Batch);

  /** The first of `from` that fit into one batch: of one sender, at most `maxBytes` as JSON; one at least. */
  const takeBatch = (from: Queued[], maxBytes: number): Queued[] => {
    let events = 0;
    let bytes = 0;
    return from.filter((queued) => {
      if (queued.sender !== (from[0] as Queued).sender) return false;
      bytes += queued.bytes + 1; // The comma.
      return !events++ || (events <= batchEvents && bytes <= maxBytes);
    });
  };

  const enter = (queued: Queued): void => {
    queue.set(queued.event.id, queued);
    queueBytes += queued.bytes;
  };
  /** The end of those that are still queued: acknowledged, or given up. */
  const settle = (batch: Queued[], reason?: DropReason | false, message?: string): void => {
    const settled = batch.filter(({ event }) => queue.delete(event.id));
    for (const queued of settled) queueBytes -= queued.bytes;
    if (!reason) tell('acknowledged', settled);
    else for (const { event } of settled) drop(reason, event, message);
    if (settled[0] && !paused) void store((events) => settled.map(({ event }) => events.delete(event.id)));
  };
  const makeRoom = (): void => {
    for (const queued of queue.values()) {
      if (queue.size <= maxQueueEvents && queueBytes <= maxQueueBytes) return;
      if (!inFlight.includes(queued)) settle([queued], 'queue-full');
    }
  };

  const save = async (): Promise<void> => {
    saving = undefined;
    const batch = select(isUnsaved).slice(0, eventsPerWrite);
    if (paused || !batch[0]) return;
    // The requests are there when they have succeeded.
    const isKept = await store((events) => batch.map((queued) => events.put(queued, queued.event.id)));
    if (!isKept) return;
    for (const queued of batch) queued.saved = true;
    return save(); // The rest, in a task of its own.
  };

  /** Takes over what other pages left, and forgets what they have done; false while another tab sends. */
  const sync = async (): Promise<boolean> => {
    const found = await store(async (events) => {
      const stored: (Queued & Lease)[] = await promisifyRequest(events.getAll());
      if (!locks) {
        const at = environment.Date.now();
        if (stored.some((one) => one.owner && one.owner !== stream && Math.abs(at - one.at) < leaseMs)) {
          return false;
        }
        events.put({ owner: stream, at } satisfies Lease, 'lease');
      }
      return stored.filter(({ event }) => event);
    });
    if (found === false || paused) return false;
    if (found) {
      const known = select(Boolean);
      tell('adopted', found.filter(isAbsent));
      queue = new Map();
      queueBytes = 0;
      // What others left is older, as a rule.
      for (const queued of found) {
        queued.saved = true;
        enter(queued);
      }
      for (const queued of known) if (!queued.saved) enter(queued);
      tell('elsewhere', known.filter(isAbsent));
    }
    settle(
      select(({ event }) => event.time < now() - maxAgeMs),
      'expired',
    );
    makeRoom();
    return true;
  };

  const clearTimer = (): void => {
    environment.clearTimeout(flushTimer as never);
    flushTimer = undefined;
  };
  const flushIn = (ms: number): void => {
    if (DEVELOPMENT)
      explain(ms < Infinity ? `sends again in ${ms} ms` : 'waits for the network or a page view');
    if (!signal.aborted) flushTimer ??= ms < Infinity && environment.setTimeout(flush, ms);
  };

  /** Sends batch after batch, one request at a time: parallel ones send twice (Amplitude-TypeScript#963). */
  const drain = async (): Promise<void> => {
    clearTimer();
    if (!paused && !signal.aborted) {
      if (!(await sync())) return flushIn(flushAfterMs);
      const waiting = select(isWaiting);
      const batch = takeBatch(waiting, batchBytes - envelopeBytes);
      if (batch[0]) {
        inFlight = batch;
        tell('sent', batch);
        // Without an answer there is no rest to keep.
        const { rejected, refused, restMs = -1 } = await send(toBody(batch));
        inFlight = [];
        if (rejected || refused) {
          failures = 0;
          const half = refused === 'too-large' && batch.length >> 1;
          batchEvents = half || maxBatchEvents;
          for (const { index, message } of rejected ?? [])
            settle(batch.slice(index, index + 1), 'rejected', message);
          if (!half) settle(batch, refused);
          if (half || waiting[batch.length]) return drain();
        } else {
          tell('retried', batch);
          clearTimer(); // Of events that came meanwhile: they rest too.
          // Exponential with full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
          const jitterMs = environment.Math.random() * Math.min(firstRestMs * 2 ** failures++, longestRestMs);
          const isDead = failures >= failuresAtMost || navigator.onLine === false;
          flushIn(restMs < 0 && isDead ? Infinity : restMs + jitterMs);
        }
      }
    }
    if (!locks) void store((events) => events.delete('lease'));
  };

  /**
   * Drains when no other tab of the site does; a tab that is closed or crashes frees its lock. Where there are no
   * locks, as on plain http, there is the lease. In the back/forward cache a page would keep its lock, or be given
   * the one it waits for, and hold up all others; so a pause ends the turn.
   */
  const drainAlone = (): Promise<unknown> => {
    const { signal: ended } = (turn = new AbortController());
    const drainUntilEnded = (): Promise<unknown> =>
      new Promise<unknown>((resolve) => {
        ended.addEventListener('abort', resolve);
        void drain().finally(resolve as () => void);
      });
    // Refused in a sandboxed frame (analytics-next#438), where there is no store either, or given up as above.
    return locks?.request(name, { signal: ended }, drainUntilEnded).catch(drain) ?? drain();
  };

  // Calls made before a turn share it: it will take all that is queued by then.
  const flush = (): Promise<unknown> =>
    (next ??= sending =
      sending.then(() => {
        next = undefined;
        // A page that ends asks for no turn, which it might get in the back/forward cache; a closed tracker ends no
        // lease, as that is another tab's.
        return paused || signal.aborted ? undefined : drainAlone();
      }));

  const enqueue: Queue['enqueue'] = (queued) => {
    enter(queued);
    tell('tracked', [queued]);
    saving ??= Promise.resolve().then(save); // One write for all that a task tracks.
    makeRoom();
    const isFull = !failures && (queueBytes >= batchBytes || queue.size >= maxBatchEvents);
    if ((isFull || queued.event.type === 'pageview') && !(failures && flushTimer)) void flush();
    else flushIn(flushAfterMs);
  };
  const countQueued = (): number => queue.size;
  const decide = (): void => {
    const decided = consent();
    if (decided === 'denied') {
      settle(select(Boolean), 'consent');
      void store((events) => events.clear());
    }
    paused = decided === 'denied' || decided === 'pending';
    if (!paused) {
      lent.clear();
      void save();
    }
    if (environment.indexedDB || queue.size) void flush();
  };
  const pause = (): void => {
    paused = true;
    turn?.abort();
  };
  const sendAtExit = (): void => {
    // A beacon says "taken" without a network too, and then loses it.
    while (navigator.onLine !== false) {
      // Those in flight go again: the browser may cancel their fetch with the page, and does not say so. A beacon
      // that arrives besides the fetch is harmless, as the collector drops event ids that it has seen.
      const own = select((queued) => isWaiting(queued) && queued.sender.includes(stream));
      const piece = takeBatch(own, pieceBytes - envelopeBytes);
      if (!piece[0] || !leave(toBody(piece))) return;
      for (const { event } of piece) lent.add(event.id);
      tell('sent', piece);
      tell('maybeSent', piece);
    }
  };
  const giveUpRest = (): void => {
    clearTimer();
    void sending.then(save).then(() =>
      settle(
        select((queued) => isWaiting(queued) && isUnsaved(queued)),
        'closed',
      ),
    );
  };
  return { enqueue, countQueued, flush, decide, pause, sendAtExit, giveUpRest };
};
