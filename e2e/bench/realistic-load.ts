import type { Event } from '@passerby/wire';

/** Public key of the site that the load is for. */
export const site = 'shop.example';

const userAgents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
  'Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
];
const referrers = [
  '',
  'https://www.google.com/',
  'https://news.ycombinator.com/item',
  'https://www.facebook.com/',
];
const pages = 2_000;
const visitors = 200_000;

/** One request: who sends it, and the batch but for its ids. */
export interface Load {
  headers: Record<string, string>;
  /** The body for a moment; every call has new event ids, and is of another page view. */
  body(): string;
}

const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;

/**
 * A stock of requests as a shop's pages would send them: of ten events seven are page views, two custom events with
 * properties and one engagement, from two hundred thousand visitors on two thousand pages.
 */
export function createLoad(eventsPerBatch: number, stock = 4_000): Load[] {
  return Array.from({ length: stock }, () => {
    const visitor = Math.floor(Math.random() * visitors);
    const events = Array.from({ length: eventsPerBatch }, (_, index) => createEvent(index));
    const batch = JSON.stringify({
      site,
      sentAt: '@now',
      sdk: 'sdk-core/0.1.0',
      stream: '@stream',
      context: { lang: 'de-DE', tz: 'Europe/Berlin', screen: [1440, 900] },
      events,
    });
    // A text and a mark by turns.
    const pieces = batch.replaceAll('"@now"', '@now').split(/(@id|@now|@page|@stream)/);
    return {
      headers: {
        'content-type': 'text/plain;charset=UTF-8',
        'user-agent': pick(userAgents),
        'x-forwarded-for': `${1 + (visitor % 220)}.${(visitor >> 8) % 256}.${(visitor >> 4) % 256}.${visitor % 256}`,
      },
      body: () => {
        const now = Date.now();
        const marks: Record<string, string> = {
          '@now': String(now),
          '@page': randomHex(16),
          '@stream': randomHex(12) + randomHex(12),
        };
        return pieces.map((piece, at) => (at % 2 === 0 ? piece : (marks[piece] ?? createId(now)))).join('');
      },
    };
  });
}

function createEvent(index: number): Record<keyof Event, unknown> | object {
  const base = {
    id: '@id',
    time: '@now',
    seq: index + 1,
    page: '@page',
    url: `https://${site}/products/${Math.floor(Math.random() * pages)}?utm_source=newsletter&utm_medium=email`,
  };
  if (index % 10 === 9) return { ...base, type: 'engagement', engagedMs: 8_200, scrollDepth: 73 };
  if (index % 5 === 3) {
    return {
      ...base,
      type: 'event',
      name: pick(['add-to-cart', 'search', 'sign-up']),
      props: { plan: 'pro', seats: 3 },
    };
  }
  return { ...base, type: 'pageview', referrer: pick(referrers), title: 'Walking shoes for long distances' };
}

/** UUIDv7 (RFC 9562, section 5.7) as a tracker makes them: the time, then 74 random bits. */
function createId(now: number): string {
  const time = now.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomHex(3)}-8${randomHex(3)}-${randomHex(12)}`;
}

/** At most 16 digits, by `Math.random`, which costs the load generator next to nothing. */
function randomHex(digits: number): string {
  const half = (): string =>
    Math.floor(Math.random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
  return (digits > 8 ? half() + half() : half()).slice(0, digits);
}
