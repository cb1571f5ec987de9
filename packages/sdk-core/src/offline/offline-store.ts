import { promisifyRequest } from 'idb-keyval';
import type { Environment } from '../environment.ts';
import type { Queued } from '../queue/queue.ts';

/** Events of all tabs of a site, in a database of its own, one key an event. Nothing here rejects. */
export interface OfflineStore {
  /** True when they are kept. */
  put(batch: Queued[]): Promise<unknown>;
  /** Every event in it; nothing where there is no storage; `'busy'` while another tab has the lease. */
  load(): Promise<Queued[] | 'busy' | undefined>;
  remove(ids: string[]): Promise<unknown>;
  clear(): Promise<unknown>;
  /** Ends the lease. */
  release(): Promise<unknown>;
}

/** A storage that is silent for so long is not there (a blocked open in Safari). */
const answerWithinMs = 2_000;
/** A little longer than a request may take, so that nobody else sends what this page still waits for. */
const leaseMs = 35_000;
const leaseKey = 'lease';
const table = 'events';

interface Lease {
  owner: string;
  /** When it was taken, by the clock of the machine, ms since the epoch. */
  at: number;
}

/** `leaseOwner`: random, given where there are no locks to tell one tab from another. */
export function createOfflineStore(
  environment: Environment,
  name: string,
  leaseOwner: string | undefined,
): OfflineStore {
  let missing: boolean | undefined;
  let database: Promise<IDBDatabase> | undefined;

  const open = (): Promise<IDBDatabase> => {
    const request = (environment.indexedDB as IDBFactory).open(name);
    request.onupgradeneeded = () => request.result.createObjectStore(table);
    return promisifyRequest(request);
  };
  const use = async <T>(work: (store: IDBObjectStore) => T | Promise<T>): Promise<T> => {
    const transaction = (await (database ??= open())).transaction(table, 'readwrite');
    const result = await work(transaction.objectStore(table));
    // An uncommitted write is lost when the page goes, and blocks the next page's read in WebKit.
    transaction.commit?.();
    await promisifyRequest(transaction);
    return result;
  };

  /** Resolves with nothing when the storage failed twice. */
  const run = async <T>(work: (store: IDBObjectStore) => T | Promise<T>): Promise<T | undefined> => {
    if (missing) return undefined;
    let timer: unknown;
    const silence = new Promise<undefined>((resolve) => {
      timer = environment.setTimeout(() => resolve(void (missing = true)), answerWithinMs);
    });
    try {
      // Once again on a new connection: browsers close one without a word (idb-keyval#175).
      const again = (): Promise<T> => {
        database = undefined;
        return use(work);
      };
      return await Promise.race([use(work).catch(again), silence]);
    } catch {
      return undefined; // Private mode, a full disk, a server without any: what is in memory goes on.
    } finally {
      environment.clearTimeout(timer as never);
    }
  };

  return {
    put: (batch) =>
      run((store) => {
        for (const queued of batch) store.put(queued, queued.event.id);
        return true;
      }),
    load: () =>
      run(async (store) => {
        const stored: (Queued | Lease)[] = await promisifyRequest(store.getAll());
        if (leaseOwner) {
          const at = environment.Date.now();
          const lease = stored.find((one) => 'owner' in one);
          if (lease && lease.owner !== leaseOwner && Math.abs(at - lease.at) < leaseMs) return 'busy';
          store.put({ owner: leaseOwner, at } satisfies Lease, leaseKey);
        }
        return stored.filter((one) => 'event' in one);
      }),
    remove: (ids) =>
      run((store) => {
        for (const id of ids) store.delete(id);
      }),
    clear: () => run((store) => store.clear()),
    release: async () => leaseOwner && run((store) => store.delete(leaseKey)),
  };
}
