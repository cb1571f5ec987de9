import { IDBDatabase, IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createFakeEnvironment,
  endPage,
  namesOf,
  settled,
  type FakeEnvironment,
} from '../../test/fake-environment.ts';
import type { Environment } from '../environment.ts';
import type { TrackerOptions } from '../options.ts';
import { startBareTracker as start } from '../../test/start-bare-tracker.ts';

/** Locks of one browser: requests of a name queue up, and a tab that dies frees its own. */
function createLocks(): NonNullable<NonNullable<Environment['navigator']>['locks']> {
  const tails = new Map<string, Promise<unknown>>();
  return {
    request(name, { signal }, run) {
      const result = (tails.get(name) ?? Promise.resolve()).then(() => {
        signal.throwIfAborted();
        return run();
      });
      tails.set(
        name,
        result.catch(() => {}),
      );
      return result;
    },
  };
}

let storage: IDBFactory;
let locks: ReturnType<typeof createLocks> | undefined;
let seed = 0;

/** A page of one browser; all share storage and locks. */
function openPage(): FakeEnvironment {
  const page = createFakeEnvironment();
  page.crypto.getRandomValues(new Uint8Array(++seed)); // A page load has its own random numbers.
  return Object.assign(page, {
    indexedDB: storage,
    navigator: { ...page.navigator, ...(locks && { locks }) },
  });
}

const sent = (page: FakeEnvironment): string[][] => page.sent.map(namesOf);

beforeEach(() => {
  storage = new IDBFactory();
  vi.stubGlobal('indexedDB', storage);
  locks = createLocks();
});
afterEach(() => vi.unstubAllGlobals());

/** A tab that tracks, fails to send, and is gone without a word. */
async function crashedVisit(
  names: string[],
  options: Partial<TrackerOptions> = {},
): Promise<FakeEnvironment> {
  const page = openPage();
  page.answer = () => 'network-error';
  const tracker = start(page, options);
  for (const name of names) {
    tracker.trackEvent(name);
    // oxlint-disable-next-line no-await-in-loop
    await page.pass(1);
  }
  await settled();
  await tracker.flush();
  return page;
}

describe('an event', () => {
  test('is still there after the app was closed (posthog-js#1583), with its id and its stream', async () => {
    const first = await crashedVisit(['a', 'b']);
    const page = openPage();
    start(page);
    await settled();
    expect(sent(page)).toEqual([['a', 'b']]);
    expect(page.sent[0]?.batch.stream).toBe(first.sent[0]?.batch.stream);
    expect(page.sent[0]?.batch.events).toEqual(first.sent.at(-1)?.batch.events);
  });

  test('is persisted when it is tracked, not when its batch is sent (analytics-next#361)', async () => {
    const tracker = start(openPage());
    await settled();
    tracker.trackEvent('a');
    await settled();
    expect(tracker.stats().sent).toBe(0);
    const page = openPage();
    start(page);
    await settled();
    expect(sent(page)).toEqual([['a']]);
  });

  test('leaves the store with its acknowledgement', async () => {
    const page = openPage();
    const tracker = start(page);
    tracker.trackEvent('a');
    await tracker.flush();
    await settled();
    const next = openPage();
    start(next);
    await settled();
    expect([sent(page), sent(next)]).toEqual([[['a']], []]);
    expect(tracker.stats()).toMatchObject({ tracked: 1, sent: 1, acknowledged: 1, queued: 0 });
  });

  test('leaves the store when it is rejected for good', async () => {
    const page = openPage();
    page.answer = () => ({ status: 403 });
    const tracker = start(page);
    tracker.trackEvent('a');
    await tracker.flush();
    await settled();
    const next = openPage();
    start(next);
    await settled();
    expect(sent(next)).toEqual([]);
  });

  test('that a beacon took is sent again on the next visit, and not before', async () => {
    const page = openPage();
    const tracker = start(page);
    await settled();
    tracker.trackEvent('a');
    await settled();
    endPage(page);
    await tracker.flush();
    expect(page.sent.map(({ by }) => by)).toEqual(['beacon']);
    expect(tracker.stats()).toMatchObject({ queued: 1, maybeSent: 1, acknowledged: 0 });
    const next = openPage();
    const adopting = start(next);
    await settled();
    expect(next.sent[0]?.batch.events).toEqual(page.sent[0]?.batch.events);
    expect(adopting.stats()).toMatchObject({ tracked: 0, adopted: 1, acknowledged: 1 });
  });

  test('that a beacon took is sent again when the page comes back from the back/forward cache', async () => {
    const page = openPage();
    const tracker = start(page);
    tracker.trackEvent('a');
    await settled();
    endPage(page);
    page.document.hidden = false;
    page.dispatch('pageshow');
    await tracker.flush();
    expect(tracker.stats()).toMatchObject({ acknowledged: 1 });
  });

  test('is kept where many are tracked at once, by writes that keep no task long', async () => {
    const page = openPage();
    page.answer = () => 'network-error';
    const put = vi.spyOn(IDBObjectStore.prototype, 'put');
    const tracker = start(page);
    for (let index = 0; index < 500; index++) tracker.trackEvent('a');
    await vi.waitFor(() => expect(new Set(put.mock.calls.map(([, id]) => id)).size).toBe(500));
    const writes = new Map<IDBTransaction, number>();
    for (const { transaction } of put.mock.contexts as IDBObjectStore[]) {
      writes.set(transaction, (writes.get(transaction) ?? 0) + 1);
    }
    put.mockRestore();
    expect(Math.max(...writes.values())).toBe(100);
    await settled();
    const next = openPage();
    const adopting = start(next);
    await vi.waitFor(() => expect(adopting.stats().adopted).toBe(500));
  });

  test('of pagehide is not written, as such a write neither succeeds nor fails', async () => {
    const page = openPage();
    const tracker = start(page);
    page.addEventListener?.('pagehide', () => tracker.trackEvent('last'), {});
    await settled();
    const put = vi.spyOn(IDBObjectStore.prototype, 'put');
    endPage(page);
    await settled();
    expect(put).not.toHaveBeenCalled();
    expect(sent(page)).toEqual([['last']]);
  });
});

describe('a store that is full', () => {
  test('drops the oldest of all pages (mixpanel-js#384, snowplow-javascript-tracker#764)', async () => {
    await crashedVisit(['a', 'b', 'c']);
    const page = openPage();
    page.answer = () => 'network-error';
    await page.pass(1);
    const tracker = start(page, { maxQueueEvents: 3 });
    const dropped: unknown[] = [];
    tracker.on('dropped', ({ reason, event }) =>
      dropped.push([reason, event?.type === 'event' && event.name]),
    );
    tracker.trackEvent('d');
    await settled();
    expect(dropped).toEqual([['queue-full', 'a']]);
    const next = openPage();
    start(next);
    await settled();
    expect(sent(next).flat().toSorted()).toEqual(['b', 'c', 'd']);
  });

  test('holds 2 MB at most', async () => {
    const page = openPage();
    page.answer = () => 'network-error';
    const tracker = start(page);
    const props = Object.fromEntries(Array.from({ length: 14 }, (_, i) => [`k${i}`, 'x'.repeat(1000)]));
    for (let index = 0; index < 200; index++) tracker.trackEvent('large', props);
    const { queued, dropped } = tracker.stats();
    expect(queued).toBeLessThan(2_000_000 / 14_000);
    expect(queued).toBeGreaterThan(130);
    expect(dropped).toEqual({ 'queue-full': 200 - queued });
  });

  test('gives up what it could not send for seven days', async () => {
    await crashedVisit(['a']);
    const page = openPage();
    await page.pass(7 * 86_400_000 + 60_000);
    const tracker = start(page);
    await settled();
    expect(sent(page)).toEqual([]);
    expect(tracker.stats().dropped).toEqual({ expired: 1 });
  });
});

describe('two tabs', () => {
  test('never send an event at the same time (snowplow-javascript-tracker#349)', async () => {
    await crashedVisit(['left']);
    const [one, two] = [openPage(), openPage()];
    const inFlight = new Set<string>();
    const ids: string[] = [];
    const atOnce: unknown[] = [];
    for (const page of [one, two]) {
      page.answer = async ({ events }) => {
        atOnce.push(...events.filter(({ id }) => inFlight.has(id)));
        for (const { id } of events) inFlight.add(id);
        await settled();
        for (const { id } of events) inFlight.delete(id);
        ids.push(...events.map(({ id }) => id));
        return { status: 202, body: { rejected: [] } };
      };
    }
    const trackers = [start(one), start(two)];
    for (const tracker of trackers) tracker.trackPageView();
    await Promise.all(trackers.map(({ flush }) => flush()));
    expect(atOnce).toEqual([]);
    expect([ids.length, new Set(ids).size]).toEqual([3, 3]);
    const all = trackers.map(({ stats }) => stats());
    expect(all.reduce((sum, { acknowledged }) => sum + acknowledged, 0)).toBe(3);
    for (const { tracked, adopted, queued, acknowledged, elsewhere } of all) {
      expect(tracked + adopted).toBe(queued + acknowledged + elsewhere);
    }
  });

  test('do not wait for one that lies in the back/forward cache, which keeps what it has', async () => {
    const [one, two] = [openPage(), openPage()];
    one.answer = () => new Promise(() => {}); // Frozen in the middle of its request.
    const tracker = start(one, { maxBatchEvents: 1 });
    tracker.trackEvent('a');
    await settled();
    one.addEventListener?.('pagehide', () => tracker.trackEvent('of pagehide'), {});
    const request = vi.spyOn(locks as NonNullable<typeof locks>, 'request');
    one.dispatch('pagehide');
    await settled();
    expect(request).not.toHaveBeenCalled(); // It might be given the lock there.
    start(two).trackEvent('b');
    await settled();
    expect(sent(two).flat().toSorted()).toEqual(['a', 'b']);
  });

  test('go on when the browser refuses a lock (analytics-next#438)', async () => {
    locks = {
      request: () => Promise.reject(new DOMException('The request was denied.', 'SecurityError')),
    };
    const page = openPage();
    const tracker = start(page);
    tracker.trackEvent('a');
    await tracker.flush();
    expect(sent(page)).toEqual([['a']]);
  });
});

describe('two tabs without locks, as on plain http', () => {
  beforeEach(() => (locks = undefined));

  test('take turns by a lease', async () => {
    await crashedVisit(['left']);
    const [one, two] = [openPage(), openPage()];
    let answer = (): void => {};
    one.answer = () =>
      new Promise((resolve) => (answer = () => resolve({ status: 202, body: { rejected: [] } })));
    start(one);
    await settled();
    start(two).trackPageView();
    await settled();
    expect([sent(one), sent(two)]).toEqual([[['left']], []]);
    answer();
    await settled();
    await two.pass(5_000);
    expect(sent(two)).toEqual([['pageview']]);
  });

  test('a closed one leaves the lease to the one that sends', async () => {
    await crashedVisit(['left']);
    const [one, two, three] = [openPage(), openPage(), openPage()];
    one.answer = () => new Promise(() => {});
    start(one);
    await settled();
    const closed = start(two);
    closed.close();
    await closed.flush();
    await settled();
    start(three);
    await settled();
    expect([sent(one), sent(two), sent(three)]).toEqual([[['left']], [], []]);
  });

  test('take over from one that died, and a slow one sends nothing more (localstorage-retry#27)', async () => {
    await crashedVisit(['x']);
    const [one, two] = [openPage(), openPage()];
    one.answer = () => new Promise(() => {}); // It sleeps with its request.
    start(one, { maxBatchEvents: 1 });
    await settled();
    start(two);
    await settled();
    expect(sent(two)).toEqual([]);
    await two.pass(35_000);
    expect(sent(two)).toEqual([['x']]);
  });
});

describe('without storage', () => {
  const failing = (open: () => unknown): unknown => vi.stubGlobal('indexedDB', { open });

  test.each<[string, () => unknown]>([
    ['throws (QuotaExceeded: analytics-next#1200, #1320, #1261)', () => expect.fail('QuotaExceededError')],
    ['never answers (rudder-sdk-js#2494: Safari 26)', () => ({})],
    [
      'refuses, as in private mode',
      () => {
        const request = { error: new DOMException('denied'), onerror: (): void => {} };
        queueMicrotask(() => request.onerror());
        return request;
      },
    ],
  ])('that %s, events go on from memory', async (_, open) => {
    failing(open);
    const page = openPage();
    const tracker = start(page);
    tracker.trackEvent('a');
    await page.pass(2_000);
    await page.pass(5_000);
    expect(sent(page)).toEqual([['a']]);
    tracker.trackEvent('b');
    await page.pass(0);
    endPage(page);
    expect(sent(page)).toEqual([['a'], ['b']]);
    tracker.close();
    await page.pass(2_000);
    expect([page.listenerCount(), page.timerCount()]).toEqual([0, 0]);
  });

  test('that closed the connection, a new one is made (idb-keyval#175)', async () => {
    const page = openPage();
    const tracker = start(page);
    await settled();
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(() => {
      throw new DOMException('The database connection is closing.', 'InvalidStateError');
    });
    tracker.trackEvent('a');
    await settled();
    const next = openPage();
    start(next);
    await settled();
    expect(transaction.mock.calls.length).toBeGreaterThan(1);
    expect(sent(next)).toEqual([['a']]);
    vi.restoreAllMocks();
  });
});
