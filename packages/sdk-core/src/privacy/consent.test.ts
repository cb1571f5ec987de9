import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  createFakeEnvironment,
  endPage,
  namesOf,
  settled,
  type FakeEnvironment,
} from '../../test/fake-environment.ts';
import type { TrackerOptions } from '../options.ts';
import { startBareTracker as start } from '../../test/start-bare-tracker.ts';

const key = 'passerby:shop.example';
let indexedDB: IDBFactory;
let localStorage: Map<string, string>;
let pages: FakeEnvironment[];
let seed = 0;

/** A page of one browser; what one writes to localStorage the others hear. */
function openPage(): FakeEnvironment {
  const page = createFakeEnvironment();
  page.crypto.getRandomValues(new Uint8Array(++seed));
  pages.push(page);
  return Object.assign(page, {
    indexedDB,
    localStorage: {
      getItem: (name: string) => localStorage.get(name) ?? null,
      setItem(name: string, value: string) {
        localStorage.set(name, value);
        for (const other of pages) if (other !== page) other.dispatch('storage', { key: name });
      },
    },
  });
}

const sent = (page: FakeEnvironment): string[] => page.sent.flatMap(namesOf);

beforeEach(() => {
  indexedDB = new IDBFactory();
  localStorage = new Map();
  pages = [];
});

describe('without consent', () => {
  test('events are counted, nothing identifies the visitor and nothing about one is kept', async () => {
    const page = openPage();
    const tracker = start(page);
    tracker.trackEvent('a');
    await tracker.flush();
    expect(sent(page)).toEqual(['a']);
    expect(page.sent[0]?.batch).not.toHaveProperty('visitor');
    expect(localStorage.size).toBe(0);
  });

  test('identify() is refused', async () => {
    const page = openPage();
    const tracker = start(page);
    expect(tracker.identify('ada')).toBe(false);
    tracker.trackEvent('a');
    await tracker.flush();
    expect(page.sent[0]?.batch).not.toHaveProperty('user');
  });
});

describe('granted', () => {
  test('events carry a client id that stays over visits', async () => {
    const [first, second] = [openPage(), openPage()];
    for (const page of [first, second]) {
      const tracker = start(page, { consent: 'granted' });
      tracker.trackEvent('a');
      // oxlint-disable-next-line no-await-in-loop
      await tracker.flush();
    }
    expect(first.sent[0]?.batch.visitor).toMatch(/^[0-9a-f]{32}$/);
    expect(second.sent[0]?.batch.visitor).toBe(first.sent[0]?.batch.visitor);
  });

  test('identify() tells who it is from then on, in its own batch; reset() forgets both', async () => {
    const page = openPage();
    const tracker = start(page, { consent: 'granted' });
    tracker.trackEvent('before');
    await page.pass(1);
    expect(tracker.identify('ada')).toBe(true);
    tracker.trackEvent('as ada');
    await page.pass(1);
    tracker.reset();
    tracker.trackEvent('after');
    await tracker.flush();
    const [before, asAda, after] = page.sent.map(({ batch }) => batch);
    expect([before?.user, asAda?.user, after?.user]).toEqual([undefined, 'ada', undefined]);
    expect(asAda?.visitor).toBe(before?.visitor);
    expect(after?.visitor).not.toBe(before?.visitor);
    expect(page.sent.map(namesOf)).toEqual([['before'], ['as ada'], ['after']]);
  });

  test.each(['', 'x'.repeat(257)])('identify() refuses an id that no batch can carry', (user) => {
    expect(start(openPage(), { consent: 'granted' }).identify(user)).toBe(false);
  });

  test('identify() takes a number for the text that it is', async () => {
    const page = openPage();
    const tracker = start(page, { consent: 'granted' });
    expect(tracker.identify(42 as never)).toBe(true);
    tracker.trackEvent('a');
    await tracker.flush();
    expect(page.sent[0]?.batch.user).toBe('42');
  });

  test('an event keeps who it was of when another visit sends it', async () => {
    const page = openPage();
    page.answer = () => 'network-error';
    const tracker = start(page, { consent: 'granted' });
    tracker.identify('ada');
    tracker.trackEvent('a');
    await settled();
    tracker.reset();
    const next = openPage();
    start(next);
    await settled();
    expect(next.sent[0]?.batch).toMatchObject({ user: 'ada', visitor: page.sent[0]?.batch.visitor });
  });

  test.each<[string, object, Partial<TrackerOptions>, boolean]>([
    ['Global Privacy Control', { globalPrivacyControl: true }, {}, false],
    ['Global Privacy Control, overruled', { globalPrivacyControl: true }, { ignoreGpc: true }, true],
    ['Do Not Track, which nobody asked to honour', { doNotTrack: '1' }, {}, true],
    ['Do Not Track', { doNotTrack: '1' }, { honorDnt: true }, false],
  ])('under %s', async (_, signal, options, identified) => {
    const page = openPage();
    Object.assign(page.navigator, signal);
    const tracker = start(page, { consent: 'granted', ...options });
    expect(tracker.identify('ada')).toBe(identified);
    tracker.trackEvent('a');
    await tracker.flush();
    expect(sent(page)).toEqual(['a']);
    expect('visitor' in (page.sent[0]?.batch ?? {})).toBe(identified);
  });
});

describe('pending', () => {
  test('nothing is sent and nothing stored, and what happened then is sent once it is granted', async () => {
    const page = openPage();
    const tracker = start(page, { consent: 'pending' });
    tracker.trackEvent('a');
    await settled();
    await tracker.flush();
    page.document.hidden = true;
    page.dispatch('visibilitychange');
    page.dispatch('pagehide');
    await page.pass(60_000);
    expect([sent(page), await storedCount()]).toEqual([[], 0]);
    page.document.hidden = false;
    page.dispatch('pageshow');
    tracker.setConsent('granted');
    await tracker.flush();
    expect(sent(page)).toEqual(['a']);
    // Nobody had agreed to be identified when it happened.
    expect(page.sent[0]?.batch).not.toHaveProperty('visitor');
  });

  test('close() sends nothing either: what waited is dropped, with a reason', async () => {
    const page = openPage();
    const tracker = start(page, { consent: 'pending' });
    tracker.trackEvent('a');
    tracker.close();
    await settled();
    expect([sent(page), await storedCount()]).toEqual([[], 0]);
    expect(tracker.stats()).toMatchObject({ queued: 0, dropped: { closed: 1 } });
  });

  test('the oldest makes room there, too', () => {
    const tracker = start(openPage(), { consent: 'pending', maxQueueEvents: 2 });
    for (const name of ['a', 'b', 'c']) tracker.trackEvent(name);
    expect(tracker.stats()).toMatchObject({ queued: 2, dropped: { 'queue-full': 1 } });
  });

  test('what an earlier visit decided holds', async () => {
    const earlier = start(openPage());
    earlier.setConsent('granted');
    await settled();
    earlier.close();
    const page = openPage();
    const tracker = start(page, { consent: 'pending' });
    tracker.trackEvent('a');
    await tracker.flush();
    expect(sent(page)).toEqual(['a']);
  });
});

describe('denied', () => {
  test('deletes what waits in every tab, and drops later calls with a reason', async () => {
    const [one, two] = [openPage(), openPage()];
    const trackers = [one, two].map((page) => {
      page.answer = () => 'network-error';
      return start(page);
    });
    for (const tracker of trackers) tracker.trackEvent('a');
    await settled();
    expect(await storedCount()).toBe(2);
    trackers[0]?.setConsent('denied');
    await settled();
    expect(await storedCount()).toBe(0);
    for (const tracker of trackers) {
      tracker.trackEvent('b');
      expect(tracker.stats()).toMatchObject({ queued: 0, dropped: { consent: 2 } });
    }
    endPage(one);
    expect(sent(one)).not.toContain('b');
  });

  test('ends a drain that is on its way', async () => {
    const page = openPage();
    let answer = (): void => {};
    page.answer = () =>
      new Promise((resolve) => (answer = () => resolve({ status: 202, body: { rejected: [] } })));
    const tracker = start(page, { maxBatchEvents: 1 });
    for (const name of ['a', 'b']) tracker.trackEvent(name);
    await settled();
    tracker.setConsent('denied');
    answer();
    await settled();
    expect(sent(page)).toEqual(['a']);
    expect(await storedCount()).toBe(0);
  });

  test('given as an option deletes what an earlier visit left', async () => {
    const page = openPage();
    page.answer = () => 'network-error';
    start(page).trackEvent('a');
    await settled();
    start(openPage(), { consent: 'denied' });
    await settled();
    expect(await storedCount()).toBe(0);
  });

  test('forgets who the visitor is', () => {
    const tracker = start(openPage(), { consent: 'granted' });
    tracker.identify('ada');
    tracker.setConsent('denied');
    expect(localStorage.get(key)).toBe('{"consent":"denied"}');
  });

  test('is heard of by a page that comes back from the back/forward cache', async () => {
    const page = openPage();
    const tracker = start(page);
    page.dispatch('pagehide');
    localStorage.set(key, '{"consent":"denied"}');
    page.dispatch('pageshow', { persisted: true });
    tracker.trackEvent('a');
    expect(tracker.stats().dropped).toEqual({ consent: 1 });
  });
});

describe('storage that', () => {
  test.each<[string, () => string | null]>([
    ['throws', () => expect.fail('SecurityError')],
    ['holds something else', () => '[1'],
    ['holds null', () => 'null'],
  ])('%s stops nothing', async (_, getItem) => {
    const page = Object.assign(openPage(), { localStorage: { getItem, setItem: getItem } });
    const tracker = start(page, { consent: 'granted' });
    tracker.identify('ada');
    tracker.trackEvent('a');
    await tracker.flush();
    expect(page.sent[0]?.batch.user).toBe('ada');
  });
});

/** Events in the offline store. */
async function storedCount(): Promise<number> {
  if (!(await indexedDB.databases()).some(({ name }) => name === key)) return 0;
  const open = indexedDB.open(key);
  await new Promise((resolve) => (open.onsuccess = resolve));
  const count = open.result.transaction('events').objectStore('events').count();
  await new Promise((resolve) => (count.onsuccess = resolve));
  open.result.close();
  return count.result;
}
