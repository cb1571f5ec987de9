import type { CustomEvent, Event, PageviewEvent } from '@passerby/wire';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeEnvironment, endPage, namesOf, type FakeEnvironment } from '../test/fake-environment.ts';
import type { Dropped } from './ledger.ts';
import type { TrackerOptions } from './options.ts';
import { createTracker, type Tracker } from './tracker.ts';

const options: TrackerOptions = {
  site: 'shop.example',
  endpoint: 'https://stats.example/stats/',
  pageViews: false,
  engagement: false,
};
let page: FakeEnvironment;
let tracker: Tracker;
let dropped: Dropped[];

async function sentEvents(): Promise<Event[]> {
  await tracker.flush();
  return page.sent.flatMap(({ batch }) => batch.events);
}

beforeEach(() => {
  page = createFakeEnvironment();
  tracker = createTracker(options, page);
  dropped = [];
  tracker.on('dropped', (detail) => dropped.push(detail));
});

describe('the batch', () => {
  test('says who sends what, when and from where', async () => {
    tracker.trackEvent('a');
    await page.pass(5000);
    expect(page.sent[0]).toMatchObject({
      by: 'fetch',
      url: 'https://stats.example/stats/api/v1/events',
      batch: {
        site: 'shop.example',
        sdk: 'sdk-core/0.0.0-test',
        sentAt: page.Date.now(),
        stream: expect.stringMatching(/^[0-9a-f]{24}$/),
        context: { lang: 'de-DE', tz: expect.any(String), screen: [1440, 900] },
      },
    });
  });

  test('names the adapter that sends', async () => {
    tracker = createTracker({ ...options, sdk: 'sdk-react/0.1.0' }, page);
    tracker.trackEvent('a');
    await tracker.flush();
    expect(page.sent[0]?.batch.sdk).toBe('sdk-react/0.1.0');
  });

  test('leaves a language out that the browser does not tell', async () => {
    page = { ...createFakeEnvironment(), navigator: { language: '' } };
    tracker = createTracker(options, page);
    tracker.trackEvent('a');
    await tracker.flush();
    expect(page.sent[0]?.batch.context).not.toHaveProperty('lang');
  });

  test('counts seq from 1 within a stream, and over batches', async () => {
    tracker.trackPageView();
    await tracker.flush();
    tracker.trackEvent('a');
    tracker.trackEvent('');
    tracker.trackEvent('b');
    expect((await sentEvents()).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(page.sent[0]?.batch.stream).toBe(page.sent[1]?.batch.stream);
    expect(createTrackedStream()).not.toBe(page.sent[0]?.batch.stream);
  });
});

function createTrackedStream(): string | undefined {
  createTracker(options, page).trackEvent('other page load');
  page.dispatch('pagehide');
  return page.sent.at(-1)?.batch.stream;
}

describe('trackPageView', () => {
  test('takes address, referrer and title from the document', async () => {
    tracker.trackPageView();
    const [event] = await sentEvents();
    expect(event).toEqual({
      type: 'pageview',
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      time: page.Date.now(),
      seq: 1,
      page: expect.stringMatching(/^[0-9a-f]{16}$/),
      url: 'https://shop.example/p/1',
      referrer: 'https://www.google.com/',
      title: 'Shoes',
    });
  });

  test('takes what it is given, and resolves a relative address', async () => {
    tracker.trackPageView({
      url: '/p/2?size=9#reviews',
      referrer: 'https://a.example/',
      title: 'Boots',
      route: '/p/:id',
      props: { stock: 3 },
    });
    expect(await sentEvents()).toMatchObject([
      {
        url: 'https://shop.example/p/2',
        referrer: 'https://a.example/',
        title: 'Boots',
        route: '/p/:id',
        props: { stock: 3 },
      },
    ]);
  });

  test('refers a later page view to the one before', async () => {
    tracker.trackPageView();
    page.document.URL = 'https://shop.example/cart';
    tracker.trackPageView();
    const [first, second] = (await sentEvents()) as PageviewEvent[];
    expect(second?.referrer).toBe('https://shop.example/p/1');
    expect(second?.page).not.toBe(first?.page);
  });

  test('cuts what is longer than the wire allows', async () => {
    page.document.title = '€'.repeat(2000);
    page.document.URL = `https://shop.example/?utm_term=${'x'.repeat(9000)}`;
    tracker.trackPageView();
    const [event] = await sentEvents();
    expect(event?.title).toBe('€'.repeat(341));
    expect(event?.url).toHaveLength(4096);
  });

  test.each(['file:///home/me/index.html', 'about:blank'])('has nothing to count at %s', async (url) => {
    page.document.URL = url;
    tracker.trackPageView();
    expect(await sentEvents()).toEqual([]);
    expect(dropped).toEqual([{ reason: 'no-url' }]);
  });
});

describe('trackEvent', () => {
  test('belongs to the page view before it', async () => {
    tracker.trackEvent('early');
    tracker.trackPageView({ url: '/p/2', route: '/p/:id' });
    tracker.trackEvent('a', { plan: 'pro' });
    const [early, view, event] = await sentEvents();
    expect(early).not.toHaveProperty('page');
    expect(early?.url).toBe('https://shop.example/p/1');
    expect(event).toMatchObject({ type: 'event', name: 'a', props: { plan: 'pro' } });
    expect([event?.page, event?.url, event?.route]).toEqual([view?.page, view?.url, view?.route]);
  });

  test('has no props when there are none', async () => {
    tracker.trackEvent('a');
    tracker.trackEvent('b', null);
    for (const event of await sentEvents()) expect(event).not.toHaveProperty('props');
  });

  test('brings in revenue', async () => {
    tracker.trackEvent('order', { items: 2 }, { revenue: { amount: 49.5, currency: 'EUR' } });
    expect(await sentEvents()).toMatchObject([
      { name: 'order', props: { items: 2 }, revenue: { amount: 49.5, currency: 'EUR' } },
    ]);
  });

  test('sends a revenue as number and text, whatever the page has, so that it can be stored', async () => {
    const revenue = { amount: '49.5', currency: { toString: () => 'EUR' }, more: () => {} };
    tracker.trackEvent('order', {}, { revenue: revenue as never });
    expect(await sentEvents()).toMatchObject([{ revenue: { amount: 49.5, currency: 'EUR' } }]);
  });

  test('is stored under its action in the classic form', async () => {
    tracker.trackEvent('video', 'play', 'intro', 30);
    tracker.trackEvent('video', 'pause');
    const [play, pause] = (await sentEvents()) as CustomEvent[];
    expect([play?.name, play?.props]).toEqual(['play', { category: 'video', label: 'intro', value: 30 }]);
    expect([pause?.name, pause?.props]).toEqual(['pause', { category: 'video' }]);
  });

  test('takes a classic value without a label', async () => {
    tracker.trackEvent('video', 'play', undefined, 30);
    expect(await sentEvents()).toMatchObject([{ name: 'play', props: { category: 'video', value: 30 } }]);
  });

  test('keeps the event without a property that cannot be sent', async () => {
    tracker.trackEvent('a', { ok: 1, bad: NaN });
    expect(await sentEvents()).toMatchObject([{ name: 'a', props: { ok: 1 } }]);
  });

  test('is dropped when over 16 KiB', async () => {
    tracker.trackEvent(
      'a',
      Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, 'x'.repeat(1000)])),
    );
    expect(await sentEvents()).toEqual([]);
    expect(dropped).toMatchObject([{ reason: 'too-large', event: { name: 'a' } }]);
  });

  test('makes ids that no other event has', async () => {
    for (let index = 0; index < 1000; index++) tracker.trackEvent('a');
    expect(new Set((await sentEvents()).map(({ id }) => id)).size).toBe(1000);
  });
});

describe('never throws into the page', () => {
  const circular: Record<string, unknown> = { ok: 1 };
  circular['self'] = circular;
  const throwing = {
    get plan(): string {
      throw new Error('getter');
    },
  };
  const trap = new Proxy({}, { ownKeys: () => expect.fail('proxy') });

  test.each<[string, unknown[], string]>([
    ['no name', [], 'invalid'],
    ['an empty name', [''], 'invalid'],
    ['a name that is a symbol', [Symbol('a')], 'invalid'],
    ['an empty classic action', ['video', ''], 'invalid'],
    ['a getter that throws', ['a', throwing], 'invalid'],
    ['a proxy that throws', ['a', trap], 'invalid'],
    ['circular props', ['a', circular], 'invalid'],
    ['options that throw', ['a', {}, new Proxy({}, { get: () => expect.fail('proxy') })], 'invalid'],
  ])('on %s', async (_, args, reason) => {
    (tracker.trackEvent as (...args: unknown[]) => void)(...args);
    expect(dropped).toEqual([{ reason }]);
    tracker.trackEvent('next');
    expect(await sentEvents()).toHaveLength(1);
  });

  test('on page view options of the wrong type', () => {
    tracker.trackPageView({ title: 5 } as never);
    tracker.trackPageView(null as never);
    expect(dropped).toHaveLength(2);
  });

  test('on a listener that throws, which is reported as one of the DOM would be', async () => {
    const report = vi.spyOn(page, 'reportError');
    const error = new Error('listener');
    tracker = createTracker(options, page);
    tracker.on('dropped', () => {
      throw error;
    });
    const after = vi.fn<() => void>();
    tracker.on('dropped', after);
    tracker.trackEvent('');
    expect(report).toHaveBeenCalledExactlyOnceWith(error);
    expect(after).toHaveBeenCalledOnce();
  });
});

describe('beforeSend', () => {
  const startWith = (beforeSend: TrackerOptions['beforeSend']): void => {
    tracker = createTracker({ ...options, beforeSend } as TrackerOptions, page);
    tracker.on('dropped', (detail) => dropped.push(detail));
  };

  test('changes what is kept and sent', async () => {
    startWith((event) => ({ ...event, props: { ...event.props, plan: 'free' } }));
    tracker.trackEvent('a', { seats: 1 });
    expect(await sentEvents()).toMatchObject([{ name: 'a', seq: 1, props: { seats: 1, plan: 'free' } }]);
  });

  test.each([null, false] as const)('drops what it answers %s for, without a gap in seq', async (answer) => {
    startWith((event) => (event.type === 'event' && event.name === 'a' ? answer : event));
    tracker.trackEvent('a');
    tracker.trackEvent('b');
    expect(await sentEvents()).toMatchObject([{ name: 'b', seq: 1 }]);
    expect(dropped).toMatchObject([{ reason: 'before-send', event: { name: 'a' } }]);
  });

  test('that throws drops the event, as what it would have hidden is not known', async () => {
    startWith(() => expect.fail('beforeSend'));
    tracker.trackEvent('a');
    expect(await sentEvents()).toEqual([]);
    expect(dropped).toEqual([{ reason: 'invalid' }]);
  });
});

describe('sampling', () => {
  test('counts all or nothing of a page load, about as many as asked, and sends the rate along', async () => {
    let counted = 0;
    for (let load = 0; load < 400; load++) {
      tracker = createTracker({ ...options, sampleRate: 0.25 }, page);
      tracker.trackEvent('a');
      tracker.trackEvent('b');
      const { tracked, dropped: reasons } = tracker.stats();
      expect([tracked, reasons.sampled ?? 0]).toEqual(tracked ? [2, 0] : [0, 2]);
      counted += tracked / 2;
    }
    expect(counted).toBeGreaterThan(70);
    expect(counted).toBeLessThan(130);
    await page.pass(5_000);
    expect(page.sent[0]?.batch.sampleRate).toBe(0.25);
  });

  test('goes by visitor where that may be known', () => {
    const tracked = Array.from({ length: 20 }, () => {
      tracker = createTracker({ ...options, sampleRate: 0.5, consent: 'granted' }, visitedPage);
      tracker.trackEvent('a');
      return tracker.stats().tracked;
    });
    expect(new Set(tracked).size).toBe(1);
  });

  const kept = new Map<string, string>();
  const visitedPage = Object.assign(createFakeEnvironment(), {
    localStorage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    },
  });

  test('is not mentioned where everything is counted', async () => {
    tracker.trackEvent('a');
    await tracker.flush();
    expect(page.sent[0]?.batch).not.toHaveProperty('sampleRate');
  });
});

describe('a browser that a program drives (plausible#1403, #850: treated as a bot, silently)', () => {
  test.each([
    ['tag', { automated: true }, {}],
    ['send', {}, {}],
    ['drop', undefined, { automation: 1 }],
  ] as const)('with automation: %s', async (automation, batch, reasons) => {
    page.navigator.webdriver = true;
    tracker = createTracker({ ...options, automation }, page);
    tracker.trackEvent('a');
    await tracker.flush();
    expect(page.sent.map((sent) => 'automated' in sent.batch && { automated: sent.batch.automated })).toEqual(
      batch ? ['automated' in batch && batch] : [],
    );
    expect(tracker.stats().dropped).toEqual(reasons);
  });
});

test('on() returns its undo', () => {
  const listener = vi.fn<() => void>();
  const undo = tracker.on('dropped', listener);
  tracker.trackEvent('');
  undo();
  tracker.trackEvent('');
  expect(listener).toHaveBeenCalledOnce();
});

describe('close', () => {
  test('sends what is left and undoes every listener and timer', () => {
    tracker.trackEvent('a');
    tracker.close();
    expect(page.sent.map(namesOf)).toEqual([['a']]);
    expect([page.listenerCount(), page.timerCount()]).toEqual([0, 0]);
    tracker.close();
    endPage(page);
    expect(page.sent).toHaveLength(1);
  });

  test('leaves no timer behind when a request fails after it', async () => {
    page.takesBeacon = () => false;
    page.answer = () => ({ status: 503 });
    tracker.trackEvent('a');
    tracker.close();
    await page.pass(0);
    expect(page.sent.map(({ by }) => by)).toEqual(['keepalive']);
    expect(tracker.stats()).toMatchObject({ maybeSent: 1, dropped: {} });
    expect(page.timerCount()).toBe(0);
  });

  test('gives up, with reason, what can neither be sent nor stored', async () => {
    page.navigator.onLine = false;
    tracker.trackEvent('a');
    tracker.close();
    await page.pass(0);
    expect(dropped).toMatchObject([{ reason: 'closed', event: { name: 'a' } }]);
  });

  test('drops later calls, with reason', async () => {
    tracker.close();
    tracker.trackEvent('a');
    expect(await sentEvents()).toEqual([]);
    expect(dropped).toEqual([{ reason: 'closed' }]);
  });
});

describe('without a window, as on a server or in an extension’s service worker (posthog-js#547)', () => {
  afterEach(() => vi.unstubAllGlobals());

  test('does nothing for a page it cannot know', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>();
    vi.stubGlobal('fetch', fetch);
    const server = createTracker(options);
    const reasons: string[] = [];
    server.on('dropped', ({ reason }) => reasons.push(reason));
    server.trackPageView();
    server.trackEvent('a');
    await server.flush();
    server.close();
    expect(fetch).not.toHaveBeenCalled();
    expect(reasons).toEqual(['no-url', 'no-url']);
  });

  test('sends by fetch what has a url, and tells nothing of the server as the visitor’s', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(async () =>
      Response.json({ rejected: [] }, { status: 202 }),
    );
    vi.stubGlobal('fetch', fetch);
    const server = createTracker(options);
    server.trackEvent('order', {}, { url: 'https://shop.example/checkout' });
    await server.flush();
    server.close();
    expect(fetch).toHaveBeenCalledOnce();
    const { context, events } = JSON.parse(fetch.mock.calls[0]?.[1]?.body as string);
    expect(context).toBeUndefined();
    expect(events).toMatchObject([{ name: 'order', url: 'https://shop.example/checkout' }]);
  });
});
