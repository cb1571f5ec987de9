import type { Event } from '@passerby/wire';
import type { DropReason } from '../drop-reason.ts';
import type { Fate } from '../ledger.ts';
import type { Tracker } from '../tracker.ts';

/** What of a tracker is looked at; one of typed events fits as well. */
export type WatchedTracker = Pick<Tracker, 'on' | 'stats'>;

/** What became of one event. */
export interface Told {
  fate: Fate | 'dropped';
  /** Missing where it was dropped before one could be made of the call. */
  event?: Event | undefined;
  /** Why it was dropped. */
  reason?: DropReason;
  /** The collector's words, where it said why. */
  message?: string | undefined;
}

// An object, so that one that is missing does not compile.
const fates = Object.keys({
  tracked: 0,
  adopted: 0,
  sent: 0,
  retried: 0,
  maybeSent: 0,
  acknowledged: 0,
  elsewhere: 0,
} satisfies Record<Fate, 0>) as Fate[];

/** Hears of each event, whatever becomes of it. Returns its undo. */
export function hearAll(tracker: WatchedTracker, hear: (told: Told) => void): () => void {
  const undos = fates.map((fate) =>
    tracker.on(fate, ({ events }) => {
      for (const event of events) hear({ fate, event });
    }),
  );
  undos.push(tracker.on('dropped', (dropped) => hear({ fate: 'dropped', ...dropped })));
  return () => {
    for (const undo of undos) undo();
  };
}
