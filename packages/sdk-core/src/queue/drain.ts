import { limits } from '@passerby/wire';
import { explain } from '../debug.ts';
import type { Environment } from '../environment.ts';
import type { Stream } from '../event/stream.ts';
import type { Ledger } from '../ledger.ts';
import type { TrackerOptions } from '../options.ts';
import { envelopeBytes, toBody } from '../transport/body.ts';
import { eventsUrl } from '../transport/events-url.ts';
import { leave } from '../transport/leave.ts';
import { restMs } from '../transport/rest.ts';
import { send } from '../transport/send.ts';
import type { Queue, Queued } from './queue.ts';
import { takeBatch } from './take-batch.ts';

/** Decides when what is queued is sent, and what becomes of it. */
export interface Drain {
  /** To be called after an event was queued, with the bytes of all; `atOnce` for one that does not wait. */
  schedule: (atOnce: boolean, bytes: number) => void;
  /** Sends all that is queued; resolves when each event was answered or an attempt failed. Never rejects. */
  flush: () => Promise<void>;
  /** Sends what this page queued in a way that outlives it. */
  leave: () => void;
  /** Leaves for good: no timer runs after it. */
  close: () => void;
}

/** So that pieces fit beside what others have in flight; four fill the page's room for beacons. */
const pieceBytes = limits.beaconBytes / 4;

export function createDrain(
  environment: Environment,
  settings: TrackerOptions,
  { id: stream, now }: Stream,
  queue: Queue,
  /** Runs it when no other tab of the site does. */
  alone: (run: () => Promise<void>) => Promise<void>,
  { tell }: Ledger,
): Drain {
  const { endpoint, flushAfterMs = 5_000, maxBatchEvents = 100, maxBatchBytes = 64_000 } = settings;
  const url = eventsUrl(endpoint);
  let timer: unknown;
  let batchEvents = maxBatchEvents;
  /** In a row. While there are any, it rests. */
  let failures = 0;
  let closed = false;
  let sending = Promise.resolve();
  let next: Promise<void> | undefined;

  const body = (batch: Queued[]): string => toBody(environment, settings, now(), batch);
  const clearTimer = (): void => {
    environment.clearTimeout(timer as never);
    timer = undefined;
  };
  const flushIn = (ms: number): void => {
    if (ms < Infinity && !closed) timer ??= environment.setTimeout(() => void flush(), ms);
  };

  /** Answers how long to wait before the next attempt, in ms. */
  const drain = async (): Promise<number> => {
    next = undefined;
    clearTimer();
    /* oxlint-disable no-await-in-loop -- one request at a time: parallel ones send twice (Amplitude-TypeScript#963) */
    for (let more = true; more && !closed && !queue.paused;) {
      if (!(await queue.sync())) return flushAfterMs;
      const waiting = queue.waiting();
      const batch = takeBatch(waiting, batchEvents, maxBatchBytes - envelopeBytes);
      if (!batch[0]) break;
      queue.inFlight = new Set(batch);
      tell('sent', batch);
      const outcome = await send(environment, url, body(batch));
      queue.inFlight.clear();
      if (typeof outcome === 'number') {
        tell('retried', batch);
        queue.release();
        return restMs(environment, ++failures, outcome);
      }
      failures = 0;
      const halve = outcome === 'too-large' && batch.length > 1;
      batchEvents = halve ? batch.length >> 1 : maxBatchEvents;
      more = halve || waiting.length > batch.length;
      if (typeof outcome === 'object') queue.acknowledge(batch, outcome);
      else if (!halve) queue.giveUp(batch, outcome);
    }
    /* oxlint-enable no-await-in-loop */
    queue.release();
    return queue.waiting()[0] && !queue.paused ? flushAfterMs : Infinity;
  };
  const attempt = async (): Promise<void> => {
    const ms = await drain();
    if (DEVELOPMENT)
      explain(ms < Infinity ? `sends again in ${ms} ms` : 'has sent all, or waits for the network');
    if (failures) clearTimer(); // Of events that came meanwhile: they rest too.
    flushIn(ms);
  };

  // Calls made before a drain begins share it: it will take all that is queued by then.
  const flush = (): Promise<void> =>
    (next ??= sending =
      sending.then(() => {
        if (!queue.paused) return alone(attempt);
        // A page that ends asks for no turn, which it might get in the back/forward cache.
        next = undefined;
        return undefined;
      }));

  const self: Drain = {
    schedule(atOnce, bytes) {
      const isFull = bytes >= maxBatchBytes || queue.size() >= maxBatchEvents;
      // Where nothing but the next page view or a network would end the rest, there is no timer.
      if (failures ? atOnce && timer === undefined : atOnce || isFull) void flush();
      else if (!failures) flushIn(flushAfterMs);
    },
    flush,
    leave() {
      // A beacon says "taken" without a network too, and then loses it.
      while (environment.navigator?.onLine !== false) {
        // Those in flight go again: the browser may cancel their fetch with the page, and does not say so. A beacon
        // that arrives besides the fetch is harmless, as the collector drops event ids that it has seen.
        const own = queue.waiting().filter(({ sender }) => sender.includes(stream));
        const piece = takeBatch(own, limits.eventsPerBatch, pieceBytes - envelopeBytes);
        if (!piece[0] || !leave(environment, url, body(piece))) return;
        queue.lend(piece);
        tell('sent', piece);
        tell('maybeSent', piece);
      }
    },
    close() {
      self.leave();
      closed = true;
      clearTimer();
      void sending.then(() => queue.close());
    },
  };
  return self;
}
