import { beforeEach, describe, expect, test } from 'vitest';
import { createFakeEnvironment, namesOf, type FakeEnvironment } from '../../test/fake-environment.ts';
import type { TrackerOptions } from '../options.ts';
import type { Dropped } from '../ledger.ts';
import { startBareTracker } from '../../test/start-bare-tracker.ts';
import type { Tracker } from '../tracker.ts';

let page: FakeEnvironment;
let dropped: string[];

const nameOf = ({ event }: Dropped): string => (event?.type === 'event' ? event.name : '');

function start(options: Partial<TrackerOptions> = {}): Tracker {
  const tracker = startBareTracker(page, options);
  tracker.on('dropped', (detail) => dropped.push(`${nameOf(detail)} ${detail.reason}`));
  return tracker;
}

beforeEach(() => {
  page = createFakeEnvironment();
  dropped = [];
});

describe('batching', () => {
  test('sends a page view at once, with what was tracked in the same moment', async () => {
    const tracker = start();
    tracker.trackPageView();
    tracker.trackEvent('a');
    await page.pass(0);
    expect(page.sent.map(namesOf)).toEqual([['pageview', 'a']]);
  });

  test('by time: sends the events of the last 5 s together', async () => {
    const tracker = start();
    tracker.trackEvent('a');
    await page.pass(3000);
    tracker.trackEvent('b');
    await page.pass(1999);
    expect(page.sent).toEqual([]);
    await page.pass(1);
    expect(page.sent.map(namesOf)).toEqual([['a', 'b']]);
    await page.pass(60_000);
    expect(page.sent).toHaveLength(1);
  });

  test('by count: sends a full batch without waiting', async () => {
    const tracker = start({ maxBatchEvents: 3 });
    for (const name of ['a', 'b']) tracker.trackEvent(name);
    await page.pass(0);
    expect(page.sent).toEqual([]);
    tracker.trackEvent('c');
    await page.pass(0);
    tracker.trackEvent('d');
    await page.pass(0);
    expect(page.sent.map(namesOf)).toEqual([['a', 'b', 'c']]);
  });

  test('by bytes: counts UTF-8, and no body is over the limit', async () => {
    const tracker = start();
    const note = '€'.repeat(341); // 1,023 bytes, 341 characters
    for (let index = 0; index < 50; index++) tracker.trackEvent(`e${index}`, { note });
    await page.pass(0);
    expect(page.sent).toEqual([]);
    for (let index = 50; index < 99; index++) tracker.trackEvent(`e${index}`, { note });
    await page.pass(0);
    expect(page.sent.length).toBeGreaterThan(1);
    expect(page.sent.flatMap(namesOf)).toEqual(Array.from({ length: 99 }, (_, index) => `e${index}`));
    for (const { body } of page.sent) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(64_000);
  });

  test('by bytes: counts what comes before the events too', async () => {
    const tracker = start({ maxBatchEvents: 500, site: 's'.repeat(256) });
    for (let index = 0; index < 499; index++) tracker.trackEvent('small');
    await tracker.flush();
    expect(page.sent.flatMap(namesOf)).toHaveLength(499);
    for (const { body } of page.sent) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(64_000);
  });
});

describe('flush', () => {
  test('starts the wait of later events anew', async () => {
    const tracker = start();
    tracker.trackEvent('a');
    await page.pass(1000);
    await tracker.flush();
    await page.pass(1000);
    tracker.trackEvent('b');
    await page.pass(4999);
    expect(page.sent.map(namesOf)).toEqual([['a']]);
    await page.pass(1);
    expect(page.sent.map(namesOf)).toEqual([['a'], ['b']]);
  });

  test('resolves when what was queued has been answered', async () => {
    const tracker = start();
    let answer = (): void => {};
    page.answer = () =>
      new Promise((resolve) => (answer = () => resolve({ status: 202, body: { rejected: [] } })));
    tracker.trackEvent('a');
    let done = false;
    const flushed = tracker.flush().then(() => (done = true));
    await page.pass(0);
    expect([page.sent.length, done]).toEqual([1, false]);
    answer();
    await flushed;
    expect(done).toBe(true);
  });

  test('resolves at once when nothing is queued, and sends nothing', async () => {
    await start().flush();
    expect(page.sent).toEqual([]);
  });

  test('called in parallel sends nothing twice (Amplitude-TypeScript#963)', async () => {
    const tracker = start();
    tracker.trackEvent('a');
    const first = tracker.flush();
    await Promise.resolve();
    tracker.trackEvent('b');
    await Promise.all([first, tracker.flush(), tracker.flush()]);
    expect(page.sent.flatMap(namesOf)).toEqual(['a', 'b']);
  });

  test('keeps to one request at a time', async () => {
    const tracker = start({ maxBatchEvents: 1 });
    let inFlight = 0;
    let most = 0;
    page.answer = async () => {
      most = Math.max(most, ++inFlight);
      await new Promise((resolve) => setTimeout(resolve));
      inFlight--;
      return { status: 202, body: { rejected: [] } };
    };
    for (const name of ['a', 'b', 'c']) tracker.trackEvent(name);
    await tracker.flush();
    expect([page.sent.map(namesOf), most]).toEqual([[['a'], ['b'], ['c']], 1]);
  });
});

describe('failures', () => {
  test.each([503, 429, 'network-error'] as const)(
    'keeps the batch when the answer is %s',
    async (failure) => {
      const tracker = start();
      page.answer = () => (failure === 'network-error' ? failure : { status: failure });
      tracker.trackEvent('a');
      await tracker.flush();
      page.answer = createFakeEnvironment().answer;
      tracker.trackEvent('b');
      await tracker.flush();
      expect(page.sent.map(namesOf)).toEqual([['a'], ['a', 'b']]);
      const [first, again] = page.sent.map(({ batch }) => batch.events[0]?.id);
      expect(again).toBe(first);
      expect(dropped).toEqual([]);
    },
  );

  test('tries again by itself, and rests in between however much is tracked', async () => {
    const tracker = start({ maxBatchEvents: 1 });
    page.answer = () => ({ status: 503 });
    tracker.trackEvent('a');
    await page.pass(0);
    for (let tenth = 0; tenth < 9; tenth++) {
      tracker.trackEvent('b');
      tracker.trackPageView({ url: `/p/${tenth}` });
      await page.pass(100);
    }
    expect(page.sent).toHaveLength(1);
    page.answer = createFakeEnvironment().answer;
    await page.pass(100);
    expect(page.sent.slice(1).flatMap(namesOf)).toHaveLength(19);
  });

  test('rests longer each time, at most for five minutes, at random', async () => {
    const tracker = start();
    page.answer = () => ({ status: 503 });
    tracker.trackEvent('a');
    await tracker.flush();
    for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 150, 150]) {
      const { length } = page.sent;
      await page.pass(seconds * 1000 - 1);
      expect(page.sent).toHaveLength(length);
      await page.pass(1);
      expect(page.sent).toHaveLength(length + 1);
    }
  });

  test('comes back no sooner than Retry-After says', async () => {
    const tracker = start();
    page.answer = () => ({ status: 429, retryAfter: '120' });
    tracker.trackEvent('a');
    await tracker.flush();
    await page.pass(120_999);
    expect(page.sent).toHaveLength(1);
    await page.pass(1);
    expect(page.sent).toHaveLength(2);
  });

  test('waits without a network until there is one', async () => {
    const tracker = start();
    page.answer = () => 'network-error';
    Object.assign(page.navigator ?? {}, { onLine: false });
    tracker.trackEvent('a');
    await tracker.flush();
    await page.pass(3_600_000);
    expect(page.sent).toHaveLength(1);
    page.answer = createFakeEnvironment().answer;
    page.dispatch('online');
    await page.pass(0);
    expect(page.sent).toHaveLength(2);
  });

  test('gives a blocked endpoint up until the next page view (posthog-js#1598, #2866)', async () => {
    const tracker = start({ maxQueueEvents: 50 });
    page.answer = () => 'network-error';
    for (let minute = 0; minute < 600; minute++) {
      tracker.trackEvent('a');
      await page.pass(60_000);
    }
    expect(page.sent).toHaveLength(6);
    // The queue is bounded meanwhile (snowplow-javascript-tracker#764: a blocked endpoint filled the storage).
    expect(tracker.stats().queued).toBe(50);
    tracker.trackPageView();
    await page.pass(0);
    expect(page.sent).toHaveLength(7);
    await page.pass(3_600_000);
    expect(page.sent).toHaveLength(7);
  });

  test('rests too when events came while the failing request was on its way', async () => {
    const tracker = start();
    let answer = (): void => {};
    page.answer = () => new Promise((resolve) => (answer = () => resolve({ status: 503 })));
    tracker.trackEvent('a');
    await page.pass(5000);
    tracker.trackEvent('b');
    answer();
    await page.pass(0);
    await page.pass(999);
    expect(page.sent).toHaveLength(1);
    await page.pass(1);
    expect(page.sent.map(namesOf)).toEqual([['a'], ['a', 'b']]);
  });

  test('sends the batches after a failed one later too, in order', async () => {
    const tracker = start({ maxBatchEvents: 1, flushAfterMs: 0 });
    page.answer = () => ({ status: 500 });
    for (const name of ['a', 'b', 'c']) tracker.trackEvent(name);
    await tracker.flush();
    expect(page.sent.map(namesOf)).toEqual([['a']]);
    page.answer = createFakeEnvironment().answer;
    await tracker.flush();
    expect(page.sent.slice(1).map(namesOf)).toEqual([['a'], ['b'], ['c']]);
  });

  test('halves a batch that gets 413, and loses only the event that is too large alone', async () => {
    const tracker = start();
    page.answer = ({ events }) =>
      events.some((event) => event.type === 'event' && event.name === 'huge')
        ? { status: 413 }
        : { status: 202, body: { rejected: [] } };
    for (const name of ['a', 'b', 'huge', 'c']) tracker.trackEvent(name);
    await tracker.flush();
    expect(page.sent.map(namesOf)).toEqual([
      ['a', 'b', 'huge', 'c'],
      ['a', 'b'],
      ['huge', 'c'],
      ['huge'],
      ['c'],
    ]);
    expect(dropped).toEqual(['huge too-large']);
    await tracker.flush();
    expect(page.sent).toHaveLength(5);
  });

  test('drops the batch at any other 4xx', async () => {
    const tracker = start();
    page.answer = () => ({ status: 403 });
    tracker.trackEvent('a');
    tracker.trackEvent('b');
    await tracker.flush();
    await tracker.flush();
    expect(page.sent).toHaveLength(1);
    expect(dropped).toEqual(['a rejected', 'b rejected']);
  });

  test('drops only the events that a 202 rejects, with the words of the collector', async () => {
    const tracker = start();
    const messages: unknown[] = [];
    tracker.on('dropped', ({ message }) => messages.push(message));
    page.answer = () => ({
      status: 202,
      body: {
        accepted: 2,
        duplicates: 0,
        rejected: [
          { index: 1, code: 'invalid_props', message: 'no' },
          { index: 3, code: 'invalid_props', message: 'there are only three' },
        ],
      },
    });
    for (const name of ['a', 'b', 'c']) tracker.trackEvent(name);
    await tracker.flush();
    await tracker.flush();
    expect(page.sent).toHaveLength(1);
    expect(dropped).toEqual(['b rejected']);
    expect(messages).toEqual(['no']);
  });
});

describe('a queue that is full', () => {
  test('drops the oldest, with reason (mixpanel-js#384: it only grew)', async () => {
    const tracker = start({ maxQueueEvents: 3 });
    for (const name of ['a', 'b', 'c', 'd', 'e']) tracker.trackEvent(name);
    await tracker.flush();
    expect(dropped).toEqual(['a queue-full', 'b queue-full']);
    expect(page.sent.map(namesOf)).toEqual([['c', 'd', 'e']]);
  });

  test('never drops what is being sent, as it may have arrived', async () => {
    const tracker = start({ maxQueueEvents: 2 });
    let answer = (): void => {};
    page.answer = () => new Promise((resolve) => (answer = () => resolve({ status: 503 })));
    tracker.trackEvent('a');
    void tracker.flush();
    await page.pass(0);
    for (const name of ['b', 'c', 'd']) tracker.trackEvent(name);
    expect(dropped).toEqual(['b queue-full', 'c queue-full']);
    answer();
    await page.pass(0);
    page.answer = createFakeEnvironment().answer;
    await tracker.flush();
    expect(page.sent.map(namesOf)).toEqual([['a'], ['a', 'd']]);
  });
});
