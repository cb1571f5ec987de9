import type { Event } from '@passerby/wire';
import type { DropReason } from './drop-reason.ts';
import type { Environment } from './environment.ts';
import type { Queued } from './queue/queue.ts';

/**
 * What can become of an event besides being dropped; each is told to `tracker.on` and counted by `tracker.stats()`.
 *
 * - `'tracked'`: made by a call on this page, and queued.
 * - `'adopted'`: found in the store, where another page load left it.
 * - `'sent'`: put on its way; one that goes again counts again.
 * - `'retried'`: of these, those that got no answer, or one that asks to come again.
 * - `'maybeSent'`: of these, those that a beacon or a keepalive fetch took when the page hid. That is no
 *   acknowledgement: they stay queued, and go again when the page is back, or on the next visit.
 * - `'acknowledged'`: the collector has it for good.
 * - `'elsewhere'`: another tab has taken it out of the store.
 */
export type Fate = 'tracked' | 'adopted' | 'sent' | 'retried' | 'maybeSent' | 'acknowledged' | 'elsewhere';

/**
 * Events by what became of them, since the page was loaded. Of those that were queued,
 * `tracked + adopted = queued + acknowledged + elsewhere + dropped`.
 */
export interface Stats extends Record<Fate, number> {
  /** Wait in this page's queue now, for their first attempt or for an answer. */
  queued: number;
  dropped: Partial<Record<DropReason, number>>;
}

/** An event that was given up. */
export interface Dropped {
  reason: DropReason;
  /** Missing where none could be made of the call. */
  event?: Event | undefined;
  /** The collector's words, where it said why. */
  message?: string | undefined;
}

/** What `tracker.on` tells of. */
export interface TrackerSignals extends Record<Fate, { events: Event[] }> {
  dropped: Dropped;
}

/** Counts what becomes of events, and tells it. */
export interface Ledger {
  tell: (fate: Fate, batch: Queued[]) => void;
  drop: (reason: DropReason, event?: Event, message?: string) => void;
  /** Subscribes; returns its undo. What a listener throws is reported, and stops nobody. */
  on: <Type extends keyof TrackerSignals>(
    type: Type,
    listener: (detail: TrackerSignals[Type]) => void,
  ) => () => void;
  counts: Omit<Stats, 'queued'>;
}

export const createLedger = (environment: Environment): Ledger => {
  const listeners = new Set<(type: string, detail: object) => unknown>();
  const counts: Ledger['counts'] = {
    tracked: 0,
    adopted: 0,
    sent: 0,
    retried: 0,
    maybeSent: 0,
    acknowledged: 0,
    elsewhere: 0,
    dropped: {},
  };
  const emit = (type: string, detail: object): void => {
    for (const hear of listeners) {
      try {
        hear(type, detail);
      } catch (error) {
        environment.reportError?.(error);
      }
    }
  };
  const tell: Ledger['tell'] = (fate, batch) => {
    if (!batch[0]) return;
    counts[fate] += batch.length;
    emit(fate, { events: batch.map(({ event }) => event) });
  };
  const drop: Ledger['drop'] = (reason, event, message) => {
    counts.dropped[reason] = (counts.dropped[reason] ?? 0) + 1;
    emit('dropped', { reason, event, message } satisfies Dropped);
  };
  const on: Ledger['on'] = (type, listener) => {
    const hear = (told: string, detail: object): unknown =>
      told === type && listener(detail as TrackerSignals[typeof type]);
    listeners.add(hear);
    return () => listeners.delete(hear);
  };
  return { tell, drop, on, counts };
};
