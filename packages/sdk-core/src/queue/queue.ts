import type { Event, Rejection } from '@passerby/wire';
import type { DropReason } from '../drop-reason.ts';
import type { Stream } from '../event/stream.ts';
import type { Drop, Tell } from '../ledger.ts';
import type { OfflineStore } from '../offline/offline-store.ts';
import type { Settings } from '../options.ts';

/** An event that waits for its acknowledgement: what the offline store keeps. */
export interface Queued {
  readonly event: Event;
  /** The page load that made it; `seq` counts within it. */
  readonly stream: string;
  /** As JSON, in UTF-8. */
  readonly bytes: number;
}

/** The offline store and, in memory, what this page knows of it. Without a store it is the memory alone. */
export interface Queue {
  add(queued: Queued): void;
  /** All that is queued, oldest first. */
  all(): Queued[];
  has(queued: Queued): boolean;
  /** What a request has on its way: it may have arrived, so that it never makes room for others. */
  inFlight: Queued[];
  /** Nothing is written once the page has ended, as that write would neither succeed nor fail. */
  paused: boolean;
  /** Takes over what other pages left, and forgets what they have done; false while another tab sends. */
  sync(): Promise<boolean>;
  acknowledge(batch: Queued[], rejected: Rejection[]): void;
  giveUp(batch: Queued[], reason: DropReason, message?: string): void;
  /** Leaves the rest to others: ends the lease of `sync`. */
  release(): void;
  /** A beacon took it, which is no acknowledgement: it stays in the store. */
  lend(batch: Queued[]): void;
  /** The page is back: what was lent is sent again with the rest. */
  resume: () => void;
  /** Gives up what is in no store, and leaves the rest to the next page. */
  close(): Promise<void>;
}

/** Most bytes of events that wait, as the host's own data shares the quota with them. */
const maxQueueBytes = 2_000_000;
/** As long as the collector knows an event from its duplicate. */
const maxAgeMs = 7 * 86_400_000;

export function createQueue(
  { maxQueueEvents }: Settings,
  { now }: Stream,
  store: OfflineStore,
  tell: Tell,
  drop: Drop,
): Queue {
  const queue = new Map<string, Queued>();
  const stored = new Set<string>();
  const lent = new Set<string>();
  let bytes = 0;
  let unsaved: Queued[] = [];
  let saving: Promise<unknown> = Promise.resolve();

  const insert = (queued: Queued): void => {
    queue.set(queued.event.id, queued);
    bytes += queued.bytes;
  };
  const forget = (queued: Queued): boolean => {
    stored.delete(queued.event.id);
    const was = queue.delete(queued.event.id);
    if (was) bytes -= queued.bytes;
    return was;
  };
  const remove = (batch: Queued[]): void => {
    if (!self.paused) void store.remove(batch.map(({ event }) => event.id));
  };
  const giveUp = (batch: Queued[], reason: DropReason, message?: string): void => {
    for (const queued of batch) if (forget(queued)) drop(reason, queued.event, message);
    remove(batch);
  };
  const makeRoom = (): void => {
    for (const queued of queue.values()) {
      if (queue.size <= maxQueueEvents && bytes <= maxQueueBytes) return;
      if (!self.inFlight.includes(queued)) giveUp([queued], 'queue-full');
    }
  };
  /** One write for all that a task tracks. */
  const save = async (): Promise<void> => {
    await Promise.resolve();
    const batch = unsaved;
    unsaved = [];
    if (!self.paused && (await store.put(batch))) for (const { event } of batch) stored.add(event.id);
  };

  const self: Queue = {
    inFlight: [],
    paused: false,
    all: () => [...queue.values()],
    has: ({ event }) => queue.has(event.id),
    add(queued) {
      insert(queued);
      tell('tracked', [queued]);
      if (unsaved.push(queued) === 1) saving = save();
      makeRoom();
    },
    async sync() {
      const found = await store.load();
      if (found === 'busy') return false;
      if (found) {
        const ids = new Set(found.map(({ event }) => event.id));
        for (const id of lent) if (!ids.has(id)) lent.delete(id);
        const done = [...queue.values()].filter(({ event }) => stored.has(event.id) && !ids.has(event.id));
        tell('elsewhere', done.filter(forget));
        const left = found.filter(({ event }) => !queue.has(event.id) && !lent.has(event.id));
        if (left[0]) {
          const sorted = left.concat(...queue.values());
          sorted.sort(({ event: a }, { event: b }) => a.time - b.time || Number(a.seq) - Number(b.seq));
          queue.clear();
          bytes = 0;
          for (const queued of sorted) insert(queued);
          for (const { event } of left) stored.add(event.id);
          tell('adopted', left);
        }
      }
      const oldest = now() - maxAgeMs;
      const expired = [...queue.values()].filter(({ event }) => event.time < oldest);
      if (expired[0]) giveUp(expired, 'expired');
      makeRoom();
      return true;
    },
    acknowledge(batch, rejected) {
      for (const { index, message } of rejected)
        if (batch[index]) giveUp([batch[index]], 'rejected', message);
      tell('acknowledged', batch.filter(forget));
      remove(batch);
    },
    giveUp,
    release: () => remove([]),
    lend(batch) {
      for (const queued of batch) {
        forget(queued);
        lent.add(queued.event.id);
      }
      tell('maybeSent', batch);
    },
    resume() {
      self.paused = false;
      lent.clear();
    },
    async close() {
      await saving;
      for (const queued of queue.values()) {
        if (self.inFlight.includes(queued)) continue;
        if (stored.has(queued.event.id)) forget(queued);
        else giveUp([queued], 'closed');
      }
    },
  };
  return self;
}
