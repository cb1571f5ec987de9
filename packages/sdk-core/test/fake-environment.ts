import { gunzipSync } from 'node:zlib';
import type { Batch } from '@passerby/wire';
import type { Environment, Heard } from '../src/environment.ts';

/** How the fake collector answers: a status with a JSON body, or no answer at all. */
type FakeAnswer = { status: number; body?: unknown; retryAfter?: string } | 'network-error';

export interface Sent {
  by: 'fetch' | 'keepalive' | 'beacon';
  url: string;
  body: string;
  batch: Batch;
  request?: RequestInit;
}

/** A page with a clock, a network and a life that the test moves by hand. */
export interface FakeEnvironment extends Environment {
  document: NonNullable<Environment['document']> & {
    URL: string;
    referrer: string;
    title: string;
    hidden: boolean;
    prerendering: boolean;
    documentElement: { scrollHeight: number };
    focused: boolean;
  };
  navigator: {
    -readonly [Key in keyof NonNullable<Environment['navigator']>]: NonNullable<
      Environment['navigator']
    >[Key];
  };
  innerHeight: number;
  scrollY: number;
  /** Everything that was sent, beacons that were taken included. */
  sent: Sent[];
  /** Decides each fetch; may wait. */
  answer: (batch: Batch) => FakeAnswer | Promise<FakeAnswer>;
  /** Decides each beacon. */
  takesBeacon: (body: string) => boolean;
  /** Sets the wall clock, as a user or NTP does; timers do not notice. */
  setClock(now: number): void;
  /** Moves clock and timers, and lets what they started go on. */
  pass(ms: number): Promise<void>;
  /** Tells the page's listeners. */
  dispatch(type: string, event?: Partial<Heard>): void;
  listenerCount(): number;
  timerCount(): number;
}

export function createFakeEnvironment(): FakeEnvironment {
  let now = Date.UTC(2026, 10, 1);
  let wallAhead = 0;
  let random = 1;
  let timerId = 0;
  const timers = new Map<number, { at: number; run: () => void }>();
  const listeners = new Set<{ type: string; listener: (event: Heard) => void; capture: boolean }>();
  const listen: NonNullable<Environment['addEventListener']> = (
    type,
    listener,
    { capture, once, signal },
  ) => {
    const entry = {
      type,
      capture: !!capture,
      listener(event: Heard) {
        if (once) listeners.delete(entry);
        listener(event);
      },
    };
    listeners.add(entry);
    signal?.addEventListener('abort', () => listeners.delete(entry));
  };
  const sent: Sent[] = [];
  const fake: FakeEnvironment = {
    sent,
    answer: ({ events }) => ({ status: 202, body: { accepted: events.length, duplicates: 0, rejected: [] } }),
    takesBeacon: () => true,
    Date: { now: () => now + wallAhead },
    Math: { random: () => 0.5 },
    crypto: {
      getRandomValues: (array) => {
        const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
        for (let index = 0; index < bytes.length; index++) {
          random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0; // The generator of the C standard.
          bytes[index] = random >>> 16;
        }
        return array;
      },
    },
    AbortSignal,
    document: {
      URL: 'https://shop.example/p/1',
      referrer: 'https://www.google.com/',
      title: 'Shoes',
      hidden: false,
      prerendering: false,
      focused: true,
      documentElement: { scrollHeight: 4000 },
      hasFocus: () => fake.document.focused,
      addEventListener: listen,
    },
    innerHeight: 1000,
    scrollY: 0,
    navigator: {
      language: 'de-DE',
      onLine: true,
      sendBeacon: (url, body) => {
        const taken = fake.takesBeacon(body);
        if (taken) sent.push({ by: 'beacon', url, body, batch: JSON.parse(body) });
        return taken;
      },
    },
    screen: { width: 1440, height: 900 },
    async fetch(url, request) {
      const body = typeof request.body === 'string' ? request.body : await unzip(request.body as Blob);
      const batch: Batch = JSON.parse(body);
      sent.push({ by: request.keepalive ? 'keepalive' : 'fetch', url, body, batch, request });
      const answer = await fake.answer(batch);
      if (answer === 'network-error') throw new TypeError('Failed to fetch');
      const headers = new Headers(answer.retryAfter ? { 'Retry-After': answer.retryAfter } : {});
      return { status: answer.status, headers, json: async () => answer.body };
    },
    setTimeout(run, ms = 0) {
      const timer = ++timerId;
      timers.set(timer, { at: now + ms, run });
      return timer;
    },
    clearTimeout(timer) {
      timers.delete(timer);
    },
    addEventListener: listen,
    reportError() {},
    setClock(wall) {
      wallAhead = wall - now;
    },
    async pass(ms) {
      now += ms;
      for (const [timer, { at, run }] of timers) {
        if (at > now) continue;
        timers.delete(timer);
        run();
      }
      await settled();
    },
    dispatch(type, event) {
      const heard = [...listeners].filter((entry) => entry.type === type);
      // At the window itself capturing listeners come first.
      for (const { listener } of heard.toSorted((a, b) => Number(b.capture) - Number(a.capture))) {
        listener({ type, ...event });
      }
    },
    listenerCount: () => listeners.size,
    timerCount: () => timers.size,
  };
  return fake;
}

/** Lets everything go on that needs no clock: compression and the database take some turns. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function unzip(body: Blob): Promise<string> {
  return gunzipSync(Buffer.from(await body.arrayBuffer())).toString();
}

/** A tab that is closed, or left by a link: pagehide comes while the page is still visible. */
export function endPage(page: FakeEnvironment): void {
  page.dispatch('pagehide');
  page.document.hidden = true;
  page.dispatch('visibilitychange');
}

/** Names of custom events and types of others, in the order sent. */
export const namesOf = ({ batch }: Sent): string[] =>
  batch.events.map((event) => (event.type === 'event' ? event.name : event.type));
