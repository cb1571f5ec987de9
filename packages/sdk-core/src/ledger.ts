import type { Event } from '@passerby/wire';
import type { DropReason } from './drop-reason.ts';
import type { Queued } from './queue/queue.ts';

/**
 * What can become of an event besides being dropped; each is told to `tracker.on` and counted by `tracker.stats()`.
 *
 * - `'tracked'`: made by a call on this page, and queued.
 * - `'adopted'`: found in the store, where another page load left it.
 * - `'sent'`: put on its way; one that goes again counts again.
 * - `'retried'`: of these, those that got no answer, or one that asks to come again.
 * - `'acknowledged'`: the collector has it for good.
 * - `'maybeSent'`: a beacon took it when the page hid. It stays in the store, and is sent again on the next visit.
 * - `'elsewhere'`: another tab has taken it out of the store.
 */
export type Fate = 'tracked' | 'adopted' | 'sent' | 'retried' | 'acknowledged' | 'maybeSent' | 'elsewhere';

/**
 * Events by what became of them, since the page was loaded. Of those that were queued,
 * `tracked + adopted = queued + acknowledged + maybeSent + elsewhere + dropped`.
 */
export interface Stats extends Record<Fate, number> {
  /** Wait in this page's queue now. */
  queued: number;
  dropped: Partial<Record<DropReason, number>>;
}

export type Tell = (fate: Fate, batch: Queued[]) => void;
export type Drop = (reason: DropReason, event?: Event, message?: string) => void;
