import type { Event, Rejection } from '@passerby/wire';
import type { DropReason } from '../drop-reason.ts';
import type { Ledger } from '../ledger.ts';
import type { OfflineStore } from '../offline/offline-store.ts';
import type { TrackerOptions } from '../options.ts';

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

/** The offline store and, in memory, what this page knows of it. Without a store it is the memory alone. */
export interface Queue {
  /** Returns the bytes of what waits. */
  add(queued: Queued): number;
  /** What is not lent, oldest first. */
  waiting(): Queued[];
  /** Events, the lent ones too. */
  size(): number;
  /** What a request has on its way: it may have arrived, so that it never makes room for others. */
  inFlight: Set<Queued>;
  /**
   * Nothing is written: the page has ended, so that a write would neither succeed nor fail, or the visitor has not
   * decided yet.
   */
  paused: boolean;
  /** Ends the pause: saves what could not be, and what was lent waits again. */
  resume(): void;
  /** Takes over what other pages left, and forgets what they have done; false while another tab sends. */
  sync(): Promise<boolean>;
  acknowledge(batch: Queued[], rejected: Rejection[]): void;
  giveUp(batch: Queued[], reason: DropReason, message?: string): void;
  /** Leaves the rest to others: ends the lease of `sync`. */
  release(): void;
  /** A beacon took it, which is no acknowledgement: it waits until the page is back, or for the next visit. */
  lend(batch: Queued[]): void;
  /** Gives up everything, in the store too. */
  purge(): void;
  /** Gives up what is in no store and on no way, and leaves the rest to the next page. */
  close(): Promise<void>;
}

/** Most bytes of events that wait, as the host's own data shares the quota with them. */
const maxQueueBytes = 2_000_000;
/** As long as the collector knows an event from its duplicate. */
const maxAgeMs = 7 * 86_400_000;

export function createQueue(
  { maxQueueEvents = 1_000 }: TrackerOptions,
  now: () => number,
  store: OfflineStore,
  { tell, drop }: Ledger,
): Queue {
  let queue = new Map<string, Queued>();
  let bytes = 0;
  let saving: Promise<unknown> | undefined;
  const lent = new Set<string>();

  const all = (): Queued[] => [...queue.values()];
  const unsaved = (): Queued[] => all().filter(({ saved }) => !saved);
  const forget = (queued: Queued): boolean => {
    const was = queue.delete(queued.event.id);
    if (was) bytes -= queued.bytes;
    return was;
  };
  const remove = (batch: Queued[]): void => {
    if (!self.paused) void store.remove(batch.map(({ event }) => event.id));
  };
  const giveUp = (batch: Queued[], reason: DropReason, message?: string): void => {
    for (const queued of batch) if (forget(queued)) drop(reason, queued.event, message);
    if (batch[0]) remove(batch);
  };
  const makeRoom = (): void => {
    for (const queued of queue.values()) {
      if (queue.size <= maxQueueEvents && bytes <= maxQueueBytes) return;
      if (!self.inFlight.has(queued)) giveUp([queued], 'queue-full');
    }
  };
  const save = async (): Promise<void> => {
    const batch = unsaved();
    if (batch[0] && !self.paused && (await store.put(batch))) for (const queued of batch) queued.saved = true;
  };

  /** One write for all that a task tracks. */
  const saveSoon = async (): Promise<void> => {
    await Promise.resolve();
    saving = undefined;
    await save();
  };

  const self: Queue = {
    inFlight: new Set(),
    paused: false,
    waiting: () => all().filter(({ event }) => !lent.has(event.id)),
    size: () => queue.size,
    add(queued) {
      queue.set(queued.event.id, queued);
      bytes += queued.bytes;
      tell('tracked', [queued]);
      saving ??= saveSoon();
      makeRoom();
      return bytes;
    },
    resume() {
      self.paused = false;
      lent.clear();
      void save();
    },
    async sync() {
      const found = await store.load();
      if (found === 'busy' || self.paused) return false;
      if (found) {
        const known = queue;
        // What others left is older, as a rule.
        queue = new Map([...found, ...unsaved()].map((queued) => [queued.event.id, queued]));
        for (const queued of found) queued.saved = true;
        bytes = all().reduce((sum, queued) => sum + queued.bytes, 0);
        tell(
          'adopted',
          found.filter(({ event }) => !known.has(event.id)),
        );
        tell(
          'elsewhere',
          [...known.values()].filter(({ event }) => !queue.has(event.id)),
        );
      }
      giveUp(
        all().filter(({ event }) => event.time < now() - maxAgeMs),
        'expired',
      );
      makeRoom();
      return true;
    },
    acknowledge(batch, rejected) {
      for (const { index, message } of rejected) giveUp(batch.slice(index, index + 1), 'rejected', message);
      tell('acknowledged', batch.filter(forget));
      remove(batch);
    },
    giveUp,
    release: () => void store.release(),
    lend(batch) {
      for (const { event } of batch) lent.add(event.id);
    },
    purge() {
      giveUp(all(), 'consent');
      void store.clear();
    },
    async close() {
      await save();
      giveUp(
        unsaved().filter(({ event }) => !lent.has(event.id)),
        'closed',
      );
    },
  };
  return self;
}
