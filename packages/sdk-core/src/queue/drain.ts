import { limits } from '@passerby/wire';
import type { DropReason } from '../drop-reason.ts';
import type { Environment } from '../environment.ts';
import type { Settings } from '../options.ts';
import { envelopeBytes, type Transport } from '../transport/transport.ts';
import { batchBySize } from './batch-by-size.ts';
import { waitingIn, type Queue, type Queued } from './queue.ts';

/** Decides when what is queued is sent, and what becomes of it. */
export interface Drain {
  /** To be called after an event was queued. */
  schedule: (bytes: number) => void;
  /** Sends all that is queued; resolves when each event was answered or an attempt failed. Never rejects. */
  flush: () => Promise<void>;
  /** Sends all that is queued in a way that outlives the page. */
  leave: () => void;
  /** Leaves for good: no timer runs after it. */
  close: () => void;
}

/** How long a failed batch rests. The one place that decides it. */
const retryAfterMs = 30_000;

const eventsOf = (batch: Queued[]): Queued['event'][] => batch.map(({ event }) => event);

export function createDrain(
  environment: Environment,
  { flushAfterMs, maxBatchEvents, maxBatchBytes }: Settings,
  queue: Queue,
  transport: Transport,
  drop: (reason: DropReason, event: Queued['event'], message?: string) => void,
): Drain {
  let timer: unknown;
  let newEvents = 0;
  let newBytes = 0;
  let failing = false;
  let closed = false;
  let sending = Promise.resolve();
  let next: Promise<void> | undefined;

  const flushIn = (ms: number): void => {
    timer ??= environment.setTimeout(() => void flush(), ms);
  };
  const clearTimer = (): void => {
    environment.clearTimeout(timer as never);
    timer = undefined;
  };
  const giveUp = (batch: Queued[], reason: DropReason): void => {
    for (const queued of batch) if (queue.delete(queued)) drop(reason, queued.event);
  };

  /** False when the batch, or a part of it, has to be sent again. */
  const deliver = async (candidates: Queued[], keepalive: boolean): Promise<boolean> => {
    // A beacon may have taken some, or a full queue given them up, while the batch before was on its way.
    const batch = candidates.filter((queued) => queue.has(queued));
    if (batch.length === 0) return true;
    for (const queued of batch) queued.inFlight = true;
    const outcome = await transport.send(eventsOf(batch), keepalive);
    for (const queued of batch) queued.inFlight = false;

    if (outcome === 'retry') return false;
    if (outcome === 'too-large' && batch.length > 1) {
      const half = batch.length >> 1;
      return (await deliver(batch.slice(0, half), keepalive)) && deliver(batch.slice(half), keepalive);
    }
    if (typeof outcome === 'string') giveUp(batch, outcome);
    else {
      for (const queued of batch) queue.delete(queued);
      for (const { index, message } of outcome) {
        if (batch[index]) drop('rejected', batch[index].event, message);
      }
    }
    return true;
  };

  /** After every attempt: what is still queued is given a time, or given up. */
  const settle = (answered: boolean): void => {
    failing = !answered;
    if (failing) clearTimer(); // Of events that came meanwhile: they rest too.
    const left = waitingIn(queue);
    if (closed) giveUp(left, 'closed');
    else if (left.length > 0) flushIn(failing ? retryAfterMs : flushAfterMs);
  };

  const drain = async (): Promise<void> => {
    next = undefined;
    newEvents = newBytes = 0;
    clearTimer();
    let answered = true;
    for (const batch of batchBySize(waitingIn(queue), maxBatchEvents, maxBatchBytes - envelopeBytes)) {
      // One request at a time: parallel flushes send twice (Amplitude-TypeScript#963) and out of order.
      // oxlint-disable-next-line no-await-in-loop
      answered &&= await deliver(batch, false);
    }
    settle(answered);
  };

  // Calls made before a drain begins share it: it will take all that is queued by then.
  const flush = (): Promise<void> => (next ??= sending = sending.then(drain));

  const leave = (): void => {
    // Those in flight go again: the browser may cancel their fetch with the page, and does not say so. A beacon
    // that arrives besides the fetch is harmless, as the collector drops event ids that it has seen.
    for (const piece of batchBySize([...queue], limits.eventsPerBatch, limits.beaconBytes - envelopeBytes)) {
      if (!transport.beacon(eventsOf(piece))) {
        // No room: sendBeacon and keepalive share 64 KiB in flight, so that the pieces after it stay queued.
        void deliver(piece, true).then(settle);
        break;
      }
      // True promises no arrival, only that the browser took it; nothing more will ever be known of it.
      for (const queued of piece) queue.delete(queued);
    }
  };

  return {
    schedule(bytes) {
      newBytes += bytes;
      const isFull = ++newEvents >= maxBatchEvents || newBytes >= maxBatchBytes;
      if (isFull && !failing) void flush();
      else flushIn(flushAfterMs);
    },
    flush,
    leave,
    close() {
      leave();
      closed = true;
      clearTimer();
      settle(true);
    },
  };
}
