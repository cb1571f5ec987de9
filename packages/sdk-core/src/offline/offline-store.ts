import { createStore, promisifyRequest } from 'idb-keyval';
import type { Environment } from '../environment.ts';
import type { Queued } from '../queue/queue.ts';

/** Events of all tabs of a site, in a database of its own, one key an event. Nothing here rejects. */
export interface OfflineStore {
  /** True when they are kept. */
  put(queued: Queued[]): Promise<unknown>;
  /** Every event in it; nothing where there is no storage; `'busy'` while another tab has the lease. */
  load(): Promise<Queued[] | 'busy' | undefined>;
  /** Also ends the lease. */
  remove(ids: string[]): Promise<unknown>;
}

/** A storage that is silent for so long is not there (a blocked open in Safari). */
const answerWithinMs = 2_000;

/** A little longer than a request may take, so that nobody else sends what this page still waits for. */
const leaseMs = 35_000;
const leaseKey = 'lease';

interface Lease {
  owner: string;
  /** By the clock of the machine, ms since the epoch. */
  until: number;
}

/** `leaseOwner`: random, given where there are no locks to tell one tab from another. */
export function createOfflineStore(
  environment: Environment,
  name: string,
  leaseOwner: string | undefined,
): OfflineStore {
  const { indexedDB } = environment;
  let missing = !indexedDB;
  let use: ReturnType<typeof createStore> | undefined;

  /** Resolves with nothing when the storage failed twice. */
  const run = async <T>(work: (store: IDBObjectStore) => Promise<T>): Promise<T | undefined> => {
    // Once again on a new connection: browsers close one without a word (idb-keyval#175).
    for (let attempt = 0; attempt < 2 && !missing; attempt++) {
      let timer: unknown;
      try {
        use ??= createStore(name, 'events');
        return await Promise.race([
          use('readwrite', work),
          new Promise<undefined>((resolve) => {
            timer = environment.setTimeout(() => {
              missing = true;
              resolve(undefined);
            }, answerWithinMs);
          }),
        ]);
      } catch {
        use = undefined; // Private mode, a full disk, a closed connection: what is in memory goes on.
      } finally {
        environment.clearTimeout(timer as never);
      }
    }
    return undefined;
  };

  const write = (change: (store: IDBObjectStore) => void): Promise<unknown> =>
    run(async (store) => {
      change(store);
      // An uncommitted write is lost when the page goes, and blocks the next page's read in WebKit.
      store.transaction.commit?.();
      await promisifyRequest(store.transaction);
      return true;
    });

  return {
    put: (queued) =>
      write((store) => {
        for (const one of queued) store.put(one, one.event.id);
      }),
    load: () =>
      run(async (store) => {
        const stored: (Queued | Lease)[] = await promisifyRequest(store.getAll());
        const events = stored.filter((one): one is Queued => 'event' in one);
        if (leaseOwner) {
          const now = environment.Date.now();
          const lease = stored.find((one) => 'owner' in one);
          if (lease && lease.owner !== leaseOwner && lease.until > now && lease.until <= now + leaseMs) {
            return 'busy';
          }
          store.put({ owner: leaseOwner, until: now + leaseMs } satisfies Lease, leaseKey);
        }
        return events;
      }),
    remove: (ids) =>
      write((store) => {
        for (const id of ids) store.delete(id);
        if (leaseOwner) store.delete(leaseKey);
      }),
  };
}
