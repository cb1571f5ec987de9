import { promisifyRequest } from 'idb-keyval';
import type { Environment } from '../environment.ts';

/**
 * Does some work on the events of all tabs of a site, in one transaction that is committed when it resolves. Never
 * rejects; resolves with nothing where there is no storage.
 */
export type OfflineStore = <T>(work: (events: IDBObjectStore) => T | Promise<T>) => Promise<T | undefined>;

/** A storage that is silent for so long is not there (a blocked open in Safari). */
const answerWithinMs = 2_000;

/** A database of its own, one key an event. */
export const createOfflineStore = (environment: Environment, name: string): OfflineStore => {
  let missing: boolean | undefined;
  let database: Promise<IDBDatabase> | undefined;

  const open = (): Promise<IDBDatabase> => {
    const request = (environment.indexedDB as IDBFactory).open(name);
    request.onupgradeneeded = () => request.result.createObjectStore('events');
    return promisifyRequest(request);
  };
  const use = async <T>(work: (events: IDBObjectStore) => T | Promise<T>): Promise<T> => {
    const transaction = (await (database ??= open())).transaction('events', 'readwrite');
    const result = await work(transaction.objectStore('events'));
    // An uncommitted write is lost when the page goes, and blocks the next page's read in WebKit.
    transaction.commit?.();
    await promisifyRequest(transaction);
    return result;
  };

  return async <T>(work: (events: IDBObjectStore) => T | Promise<T>) => {
    if (missing) return undefined;
    return new Promise<T | undefined>((resolve) => {
      const timer = environment.setTimeout(() => {
        missing = true;
        resolve(undefined);
      }, answerWithinMs);
      void use(work)
        .catch(() => {
          // Once again on a new connection: browsers close one without a word (idb-keyval#175).
          database = undefined;
          return use(work);
        })
        .catch(() => undefined)
        .then(resolve)
        .finally(() => environment.clearTimeout(timer as never));
    });
  };
};
