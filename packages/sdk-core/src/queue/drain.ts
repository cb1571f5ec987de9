import { limits } from '@passerby/wire';
import type { Environment } from '../environment.ts';
import type { Stream } from '../event/stream.ts';
import type { Tell } from '../ledger.ts';
import type { Settings } from '../options.ts';
import { createRest } from '../transport/rest.ts';
import type { Outcome } from '../transport/send.ts';
import { envelopeBytes, type Transport } from '../transport/transport.ts';
import { batchBySize } from './batch-by-size.ts';
import type { Queue, Queued } from './queue.ts';

/** Decides when what is queued is sent, and what becomes of it. */
export interface Drain {
  /** To be called after an event was queued; `atOnce` for one that does not wait for others. */
  schedule: (bytes: number, atOnce: boolean) => void;
  /** Sends all that is queued; resolves when each event was answered or an attempt failed. Never rejects. */
  flush: () => Promise<void>;
  /** The browser is online again: ends a rest. */
  wake: () => void;
  /** Sends what this page queued in a way that outlives it. */
  leave: () => void;
  /** Leaves for good: no timer runs after it. */
  close: () => void;
}

/** So that pieces fit beside what others have in flight; four fill the page's room for beacons. */
const pieceBytes = limits.beaconBytes / 4;

export function createDrain(
  environment: Environment,
  { flushAfterMs, maxBatchEvents, maxBatchBytes }: Settings,
  stream: Stream,
  queue: Queue,
  transport: Transport,
  /** Runs it when no other tab of the site does. */
  alone: <T>(run: () => Promise<T>) => Promise<T>,
  tell: Tell,
): Drain {
  const rest = createRest(environment);
  let leaving: Queued[] = [];
  let timer: unknown;
  let newEvents = 0;
  let newBytes = 0;
  let batchEvents = maxBatchEvents;
  let resting = false;
  let closed = false;
  let sending = Promise.resolve();
  let next: Promise<void> | undefined;

  const flushIn = (ms: number): void => {
    if (ms < Infinity) timer ??= environment.setTimeout(() => void flush(), ms);
  };
  const clearTimer = (): void => {
    environment.clearTimeout(timer as never);
    timer = undefined;
  };

  /** True when the next batch may go, else how many ms to rest. */
  const judge = (batch: Queued[], outcome: Outcome): true | number => {
    queue.inFlight = [];
    if (typeof outcome === 'number' || outcome === 'no-answer') {
      tell('retried', batch);
      queue.release();
      return rest.after(outcome);
    }
    rest.end();
    batchEvents = maxBatchEvents;
    if (outcome === 'too-large' && batch.length > 1) batchEvents = batch.length >> 1;
    else if (typeof outcome === 'string') queue.giveUp(batch, outcome);
    else queue.acknowledge(batch, outcome);
    return true;
  };

  /** After every attempt: what is still queued is given a time, or given up. */
  const settle = (result: boolean | number): void => {
    resting = typeof result === 'number';
    if (resting) clearTimer(); // Of events that came meanwhile: they rest too.
    if (closed) void queue.close();
    else if (typeof result === 'number') flushIn(result);
    else if (queue.all()[0]) flushIn(flushAfterMs);
  };

  const drain = async (): Promise<void> => {
    next = undefined;
    newEvents = newBytes = 0;
    clearTimer();
    let due: Queued[] | undefined;
    let result: boolean | number = !closed;
    while (result === true) {
      // One request at a time in all tabs: parallel flushes send twice (Amplitude-TypeScript#963) and out of order.
      // oxlint-disable-next-line no-await-in-loop
      result = await alone(async () => {
        if (!(await queue.sync())) return flushAfterMs;
        due ??= queue.all();
        // A beacon may have taken some, or a full queue given them up, while the batch before was on its way.
        const waiting = due.filter((queued) => queue.has(queued) && !leaving.includes(queued));
        const [batch] = batchBySize(waiting, batchEvents, maxBatchBytes - envelopeBytes);
        if (!batch || closed) {
          queue.release();
          return false;
        }
        queue.inFlight = batch;
        tell('sent', batch);
        return judge(batch, await transport.send(batch));
      });
    }
    settle(result);
  };

  // Calls made before a drain begins share it: it will take all that is queued by then.
  const flush = (): Promise<void> => (next ??= sending = sending.then(drain));

  const answered = async (piece: Queued[], outcome: Promise<Outcome>): Promise<void> => {
    const result = judge(piece, await outcome);
    leaving = [];
    settle(result);
  };

  const leave = (): void => {
    // A beacon says "taken" without a network too, and then loses it.
    if (environment.navigator?.onLine === false) return;
    // Those in flight go again: the browser may cancel their fetch with the page, and does not say so. A beacon
    // that arrives besides the fetch is harmless, as the collector drops event ids that it has seen.
    const own = queue.all().filter((queued) => queued.stream === stream.id && !leaving.includes(queued));
    for (const piece of batchBySize(own, limits.eventsPerBatch, pieceBytes - envelopeBytes)) {
      const left = transport.leave(piece);
      if (!left) break;
      tell('sent', piece);
      if (left === true) queue.lend(piece);
      else {
        queue.inFlight = leaving = piece;
        void answered(piece, left);
        break;
      }
    }
  };

  return {
    schedule(bytes, atOnce) {
      const isFull = ++newEvents >= maxBatchEvents || (newBytes += bytes) >= maxBatchBytes;
      // Where nothing but the next page view or a network would end the rest, there is no timer.
      if (resting ? atOnce && timer === undefined : atOnce || isFull) void flush();
      else if (!resting) flushIn(flushAfterMs);
    },
    flush,
    wake() {
      if (resting) void flush();
    },
    leave,
    close() {
      leave();
      closed = true;
      clearTimer();
      void queue.close();
    },
  };
}
