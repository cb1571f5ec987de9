import { createTracker, type Environment, type Tracker } from '@passerby/sdk-core';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  bridgeBeacons,
  failInPage,
  faults,
  passerbyHandlers,
  type Event,
  type RequestFault,
} from '../msw.ts';

let fault: RequestFault | undefined;
let events: Event[];
let senders: (string | undefined)[];
let tracker: Tracker;

const server = setupServer(
  ...passerbyHandlers({
    onEvent(event, { site, sdk }) {
      events.push(event);
      senders.push(`${site} ${sdk?.split('/')[0]}`);
    },
    fault: () => fault,
  }),
);
beforeAll(() => server.listen());
afterAll(() => server.close());

const url = 'https://shop.example/pricing';
const names = (): string[] => events.map((event) => (event.type === 'event' ? event.name : event.type));

beforeEach(() => {
  fault = undefined;
  events = [];
  senders = [];
  const environment: Environment = {
    Date,
    Math,
    crypto,
    AbortSignal,
    CompressionStream,
    fetch: (...request) => fetch(...request),
    // Nothing is sent but by flush().
    setTimeout: () => undefined,
    clearTimeout() {},
    document: { URL: url, referrer: '', title: '', hidden: false, addEventListener() {} },
  };
  const options = { site: 'shop.example', endpoint: 'https://stats.example', pageViews: false } as const;
  tracker = createTracker(options, environment);
});
afterEach(() => tracker.close());

describe('handlers of msw', () => {
  it('tell each event with its batch, as the collector would take it', async () => {
    tracker.trackEvent('signup', { plan: 'pro' });
    await tracker.flush();
    expect(events).toMatchObject([{ type: 'event', name: 'signup', url, props: { plan: 'pro' } }]);
    expect(senders).toEqual(['shop.example sdk-core']);
    expect(tracker.stats()).toMatchObject({ acknowledged: 1, queued: 0 });
  });

  it('read what a tracker has compressed', async () => {
    for (let index = 0; index < 50; index++) tracker.trackEvent(`event ${index}`, { text: 'x'.repeat(200) });
    await tracker.flush();
    expect(events).toHaveLength(50);
  });

  it('leave the requests of another endpoint alone', async () => {
    server.use(
      ...passerbyHandlers({ endpoint: 'https://other.example/', fault: () => faults.serverError() }),
    );
    tracker.trackEvent('a');
    await tracker.flush();
    server.resetHandlers();
    expect(names()).toEqual(['a']);
  });

  it.each([
    ['429', faults.tooManyRequests(0), []],
    ['500', faults.serverError(), []],
    ['a reset', faults.reset(), []],
    ['a blocker', faults.blocked(), []],
    ['a lost answer', faults.lostAnswer(), ['a']],
  ])('fail by %s, and the event is kept and counts once', async (_name, given, takenAtOnce) => {
    fault = given;
    tracker.trackEvent('a');
    await tracker.flush();
    expect([names(), tracker.stats().retried]).toEqual([takenAtOnce, 1]);
    fault = undefined;
    await tracker.flush();
    expect([names(), tracker.stats().acknowledged]).toEqual([['a'], 1]);
  });

  it('say with a 429 when to come back, and by a 413 that one event alone is too large', async () => {
    const send = (): Promise<Response> =>
      fetch('https://stats.example/api/v1/events', { method: 'POST', body: '{}' });
    fault = faults.tooManyRequests(7);
    const { status, headers } = await send();
    expect([status, headers.get('retry-after')]).toEqual([429, '7']);
    fault = faults.tooLarge();
    tracker.trackEvent('a');
    await tracker.flush();
    expect(tracker.stats().dropped).toEqual({ 'too-large': 1 });
  });

  it('answer late', async () => {
    fault = faults.slow(20);
    const order: string[] = [];
    setTimeout(() => order.push('earlier'), 5);
    tracker.trackEvent('a');
    await tracker.flush();
    expect([...order, ...names()]).toEqual(['earlier', 'a']);
  });
});

describe('the bridge for beacons', () => {
  it(
    'lets msw see what a closing page sends (interceptors#284), and goes without a trace',
    { timeout: 20_000 },
    async () => {
      const before = Object.getOwnPropertyDescriptor(navigator, 'sendBeacon');
      const undo = bridgeBeacons();
      const beacon = JSON.stringify({
        site: 'shop.example',
        sentAt: 1,
        events: [{ id: 'a', type: 'pageview' }],
      });
      expect(navigator.sendBeacon('https://stats.example/api/v1/events', beacon)).toBe(true);
      await expect.poll(names, { timeout: 10_000 }).toEqual(['pageview']);
      undo();
      expect(Object.getOwnPropertyDescriptor(navigator, 'sendBeacon')).toEqual(before);
    },
  );
});

describe('faults of the page', () => {
  it('move its clock, and move it back', () => {
    const undo = failInPage(faults.clockSkew(3_600_000));
    const ahead = Date.now();
    expect(new Date(0).getTime()).toBe(0);
    expect(new Date().getTime()).toBeGreaterThanOrEqual(ahead);
    undo();
    expect(ahead - Date.now()).toBeGreaterThan(3_000_000);
  });

  it('fill its storage, and make room again', () => {
    class Texts {
      setItem(): string {
        return 'stored';
      }
    }
    Object.assign(globalThis, { Storage: Texts });
    const undo = failInPage(faults.storageFull());
    expect(() => new Texts().setItem()).toThrow('quota');
    undo();
    expect(new Texts().setItem()).toBe('stored');
    Reflect.deleteProperty(globalThis, 'Storage');
  });
});
