import type { Batch } from '@passerby/wire';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTracker, type DropReason, type Tracker } from '../src/index.ts';
import { createFakeEnvironment, type FakeEnvironment } from './fake-environment.ts';

// The whole way of an event by the real fetch, to a collector that answers as no other test's does. The clock is
// the test's own.

type Answer = (batch: Batch) => Response | Promise<Response>;

const endpoint = 'https://stats.example';
const events = `${endpoint}/api/v1/events`;
const longestRestMs = 300_000;
const hourMs = 3_600_000;

/** Answers to come, in turn; after them everything is accepted. */
let answers: Answer[];
/** What came, and when. */
let requests: { at: number; batch: Batch }[];
let page: FakeEnvironment;
let tracker: Tracker;
let dropped: DropReason[];

const accept: Answer = (batch) =>
  HttpResponse.json({ accepted: batch.events.length, duplicates: 0, rejected: [] }, { status: 202 });
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  () =>
    new HttpResponse(null, { status: code, headers });

const server = setupServer(
  http.post(events, async ({ request }) => {
    const batch = (await request.json()) as Batch;
    requests.push({ at: page.Date.now(), batch });
    return (answers.shift() ?? accept)(batch);
  }),
);

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterAll(() => server.close());

beforeEach(() => {
  answers = [];
  requests = [];
  dropped = [];
  const fake = createFakeEnvironment();
  page = Object.assign(fake, {
    fetch: (url: string, request: RequestInit) => fetch(url, request),
    AbortSignal: {
      timeout(ms: number) {
        const controller = new AbortController();
        fake.setTimeout(() => controller.abort(new DOMException('too late', 'TimeoutError')), ms);
        return controller.signal;
      },
    },
  });
  tracker = createTracker({ pageViews: false, site: 'shop.example', endpoint }, page);
  tracker.on('dropped', ({ reason }) => dropped.push(reason));
});
afterEach(() => {
  tracker.close();
  server.resetHandlers();
});

/** Lets what the network does happen: it has no part in the clock. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));

async function pass(ms: number): Promise<void> {
  await page.pass(ms);
  await settled();
}

/** Tracks events and sends them once. */
async function send(count = 1): Promise<void> {
  for (let index = 0; index < count; index++) tracker.trackEvent(`e${index}`);
  await tracker.flush();
}

/** What became of one event that was sent: at once, and after the longest rest and another hour. */
async function fate(): Promise<object> {
  const now = tracker.stats();
  await pass(longestRestMs);
  await expect.poll(() => tracker.stats().queued).toBe(0);
  await pass(hourMs);
  return { now, later: tracker.stats(), ids: requests.map(({ batch }) => batch.events.map(({ id }) => id)) };
}

/** The fate of one that was sent twice, the second time with success. */
const sentAgain = {
  now: expect.objectContaining({ queued: 1, retried: 1, acknowledged: 0, dropped: {} }),
  later: expect.objectContaining({ queued: 0, retried: 1, acknowledged: 1, dropped: {} }),
  get ids(): unknown {
    const [id] = requests[0]?.batch.events.map((event) => event.id) ?? [];
    return [[id], [id]];
  },
};

describe('an answer', () => {
  test('of 202 acknowledges', async () => {
    await send(3);
    await pass(hourMs);
    expect(requests).toHaveLength(1);
    expect(tracker.stats()).toMatchObject({ tracked: 3, sent: 3, acknowledged: 3, queued: 0, dropped: {} });
  });

  test('of 202 with a rejection drops that event and no other', async () => {
    const rejected = [{ index: 1, id: 'any', code: 'invalid_props', message: 'no' }];
    answers = [() => HttpResponse.json({ accepted: 2, duplicates: 0, rejected }, { status: 202 })];
    await send(3);
    await pass(hourMs);
    expect(requests).toHaveLength(1);
    expect(tracker.stats()).toMatchObject({ acknowledged: 2, queued: 0, dropped: { rejected: 1 } });
  });

  test('of 202 that was cut short is none', async () => {
    answers = [() => new HttpResponse('{"accepted":1,"dupl', { status: 202 })];
    await send();
    expect(await fate()).toEqual(sentAgain);
  });

  test('of 200 acknowledges nothing, whatever it says, as it is not the collector’s', async () => {
    answers = [() => HttpResponse.json({ accepted: 1, duplicates: 0, rejected: [] })];
    await send();
    expect(await fate()).toEqual(sentAgain);
  });

  test.each([204, 408, 425, 429, 500, 502, 503, 504])('of %d has the event sent again', async (code) => {
    answers = [status(code)];
    await send();
    expect(await fate()).toEqual(sentAgain);
  });

  test.each([400, 401, 403, 404])('of %d drops the event for good', async (code) => {
    answers = [status(code)];
    await send();
    await pass(hourMs);
    expect(requests).toHaveLength(1);
    expect(dropped).toEqual(['rejected']);
    expect(tracker.stats()).toMatchObject({ queued: 0, acknowledged: 0, dropped: { rejected: 1 } });
  });

  test('of 413 halves the batch, and drops only what is too large alone', async () => {
    const tooLarge: Answer = (batch) =>
      batch.events.some((event) => event.type === 'event' && event.name === 'e2')
        ? status(413)(batch)
        : accept(batch);
    answers = Array.from({ length: 10 }, () => tooLarge);
    await send(4);
    await expect.poll(tracker.stats).toMatchObject({ acknowledged: 3, queued: 0 });
    expect(dropped).toEqual(['too-large']);
    const sizes = requests.map(({ batch }) => batch.events.length);
    expect(sizes.slice(0, 2)).toEqual([4, 2]);
  });
});

describe('Retry-After', () => {
  /** Sends an event that gets a 503; tells how long it took until it was sent again, in ms. */
  async function restAfter(retryAfter: string): Promise<number> {
    answers = [status(503, { 'Retry-After': retryAfter })];
    await send();
    await pass(0);
    expect(requests).toHaveLength(1);
    for (let minute = 0; requests.length < 2 && minute < 120; minute++) await pass(60_000);
    const [first, second] = requests;
    return (second?.at ?? Infinity) - (first?.at ?? 0);
  }

  test.each([
    ['seconds', () => '600', 600_000],
    ['a date', () => new Date(page.Date.now() + 600_000).toUTCString(), 600_000],
    ['more than an hour, which is cut to one', () => '86400', hourMs],
    ['a date in a far year', () => 'Fri, 31 Dec 9999 23:59:59 GMT', hourMs],
  ])('of %s is waited for, and not much longer', async (_, header, ms) => {
    const rest = await restAfter(header());
    expect(rest).toBeGreaterThanOrEqual(ms);
    expect(rest).toBeLessThanOrEqual(ms + longestRestMs);
  });

  test.each([
    ['a past date', 'Sat, 31 Oct 2020 00:00:00 GMT'],
    ['zero', '0'],
    ['less than nothing', '-5'],
    ['nonsense', 'soon'],
    ['nothing', ''],
  ])('of %s changes nothing', async (_, header) => {
    expect(await restAfter(header)).toBeLessThanOrEqual(longestRestMs);
  });

  test('is not passed over by a new event or page view', async () => {
    answers = [status(429, { 'Retry-After': '600' })];
    await send();
    tracker.trackEvent('late');
    tracker.trackPageView();
    await pass(599_000);
    expect(requests).toHaveLength(1);
  });
});

describe('no answer', () => {
  test('as the connection is reset has the event sent again', async () => {
    answers = [() => HttpResponse.error()];
    await send();
    expect(await fate()).toEqual(sentAgain);
  });

  test('for half a minute is given up, and the event sent again', async () => {
    answers = [() => new Promise<never>(() => {})];
    tracker.trackEvent('e0');
    const flushed = tracker.flush();
    await settled();
    expect(tracker.stats()).toMatchObject({ sent: 1, retried: 0 });
    await pass(30_000);
    await flushed;
    expect(await fate()).toEqual(sentAgain);
  });

  test('again and again ends in silence, and the event is kept (posthog-js#1598, #2866)', async () => {
    answers = Array.from({ length: 100 }, () => () => HttpResponse.error());
    await send();
    for (let time = 0; time < 50; time++) await pass(longestRestMs);
    expect(requests.length).toBeGreaterThan(1);
    expect(requests.length).toBeLessThanOrEqual(10);
    expect(tracker.stats()).toMatchObject({ queued: 1, dropped: {} });
  });
});

describe('a redirect', () => {
  test('of 307 is followed, and the answer there counts', async () => {
    const moved = `${endpoint}/moved`;
    const followed: Batch[] = [];
    answers = [status(307, { Location: moved })];
    server.use(
      http.post(moved, async ({ request }) => {
        followed.push((await request.json()) as Batch);
        return accept(followed[0] as Batch);
      }),
    );
    await send();
    expect(followed).toHaveLength(1);
    expect(tracker.stats()).toMatchObject({ acknowledged: 1, queued: 0 });
  });

  test('of 302 to a page, as captive portals send, acknowledges nothing', async () => {
    const portal = `${endpoint}/log-in`;
    answers = [status(302, { Location: portal })];
    server.use(http.get(portal, () => HttpResponse.html('<h1>Welcome to our wireless network</h1>')));
    await send();
    expect(await fate()).toEqual(sentAgain);
  });
});
