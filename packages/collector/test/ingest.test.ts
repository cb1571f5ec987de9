import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Query, Reply } from '@passerby/wire';
import { site, toBatch, useCollector } from './use-collector.ts';

const collector = useCollector({ trustedProxies: ['127.0.0.1/32', '172.16.0.0/12'] });
const dayMs = 86_400_000;
const chrome =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

/** A site of its own for one test, so that its numbers are its own. */
let sites = 0;
async function freshSite(): Promise<string> {
  const domain = `site-${++sites}.example`;
  await collector.addSite(domain);
  return domain;
}

const numbers = async (site_id: string, query: Partial<Query>): Promise<unknown> =>
  (await collector.query({ site_id, ...query })).results.map(({ dimensions, metrics }) => [
    ...dimensions,
    ...metrics,
  ]);

describe('a batch', () => {
  const text = JSON.stringify(toBatch([{}]));
  it.each([
    ['application/json', {}],
    ['application/json; charset=utf-8', {}],
    ['text/plain', {}],
    ['text/plain;charset=UTF-8', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
    ['text/plain', { 'content-encoding': 'GZIP' }],
    ['text/plain', { 'content-encoding': 'identity' }],
  ] as [string, Record<string, string>][])('is taken as %s %o', async (type, headers) => {
    const body = headers['content-encoding']?.toLowerCase() === 'gzip' ? gzipSync(text) : text;
    const response = await collector.post(body, { 'content-type': type, ...headers });
    expect(response.status).toBe(202);
    const { accepted, duplicates, rejected } = (await response.json()) as Reply;
    expect([accepted + duplicates, rejected]).toEqual([1, []]);
  });

  it('is known as gzip by its first bytes, as the header would cost a page a preflight', async () => {
    const response = await collector.post(gzipSync(text), { 'content-type': 'text/plain' });
    expect(response.status).toBe(202);
  });

  it('may hold 500 events and come close to 512 KiB', async () => {
    const domain = await freshSite();
    const events = Array.from({ length: 500 }, (_, i) => ({
      url: `https://${domain}/${i}`,
      title: 'x'.repeat(880),
    }));
    const body = JSON.stringify(toBatch(events, { site: domain }));
    expect(body.length).toBeGreaterThan(500_000);
    expect(await (await collector.post(body)).json()).toMatchObject({ accepted: 500, rejected: [] });
    await collector.whenStored(500, domain);
    expect(await numbers(domain, { metrics: ['visits', 'pageviews'] })).toEqual([[1, 500]]);
  });

  it('names its site in any case', async () => {
    const reply = await collector.send([{}], { site: 'SHOP.Example' });
    expect(reply.accepted).toBe(1);
  });
});

describe('CORS', () => {
  it.each([`https://${site}`, `http://www.${site}:3000`])(
    'lets pages of %s read the answer',
    async (origin) => {
      const response = await collector.post(toBatch([{}]), { origin });
      expect(response.status).toBe(202);
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
      expect(response.headers.get('access-control-allow-credentials')).toBeNull();
      expect(response.headers.get('access-control-expose-headers')).toBe('Retry-After');
      expect(response.headers.get('vary')).toMatch(/origin/i);
    },
  );

  it.each([
    ['a refused origin', toBatch([{}]), 'https://evil.example', 403],
    ['a bad body', '{', `https://${site}`, 400],
    ['a large body', 'x'.repeat(600_000), `https://${site}`, 413],
  ])(
    'lets the page read why %s fails, so that it is not retried as a network error',
    async (_title, body, origin, status) => {
      const response = await collector.post(body, { origin });
      expect(response.status).toBe(status);
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    },
  );

  it('answers a preflight, for a day', async () => {
    const response = await fetch(`${collector.url}/api/v1/events`, {
      method: 'OPTIONS',
      headers: {
        origin: `https://${site}`,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,content-encoding',
      },
    });
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': `https://${site}`,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type,content-encoding',
      'access-control-max-age': '86400',
    });
  });

  it('lets no page of another origin read numbers', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    const preflight = await fetch(`${collector.url}/api/v1/query`, { method: 'OPTIONS', headers });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    const sitesReply = await fetch(`${collector.url}/api/v1/sites`, { headers });
    expect(sitesReply.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('takes events of further origins that the site lists', async () => {
    await collector.addSite('app.example', { origins: ['https://app.partner.example:8443'] });
    const send = (origin: string): Promise<Response> =>
      collector.post(toBatch([{}], { site: 'app.example' }), { origin });
    expect((await send('https://app.partner.example:8443')).status).toBe(202);
    expect((await send('https://app.partner.example')).status).toBe(403);
  });
});

describe('the address of the sender', () => {
  const country = async (domain: string, forwarded: string): Promise<void> => {
    await collector.send([{}], { site: domain }, { 'x-forwarded-for': forwarded, 'user-agent': chrome });
  };
  // Of the bundled database: 8.8.8.8 is Google (US), 193.99.144.80 is Heise (DE), 1.1.1.1 is APNIC (AU).
  it.each([
    ['one proxy', '193.99.144.80', 'DE'],
    ['a chain of trusted proxies (umami#4394)', '193.99.144.80, 172.16.0.9', 'DE'],
    ['a forged first entry (planningalerts#2206)', '8.8.8.8, 193.99.144.80', 'DE'],
    ['a forged first entry behind two proxies', '8.8.8.8, 193.99.144.80, 172.31.255.255', 'DE'],
    ['a forged trusted address', '127.0.0.1, 8.8.8.8, 193.99.144.80', 'DE'],
    ['IPv6', '2a00:1450:4001:80b::200e', 'IE'],
    ['IPv4 mapped into IPv6', '::ffff:193.99.144.80', 'DE'],
    ['an address with a port', '193.99.144.80:51234', 'DE'],
    ['IPv6 with a port', '[2a00:1450:4001:80b::200e]:443', 'IE'],
    ['unknown, as Squid says', 'unknown', ''],
    ['nonsense', '"><script>', ''],
    ['an empty header', '', ''],
  ])('is read behind %s', async (_title, forwarded, expected) => {
    const domain = await freshSite();
    await country(domain, forwarded);
    await collector.whenStored(1, domain);
    expect(await numbers(domain, { metrics: ['visits'], dimensions: ['visit:country'] })).toEqual([
      [expected, 1],
    ]);
  });

  it('takes no header from where no proxy is configured', async () => {
    const domain = await freshSite();
    await collector.stop();
    await collector.start({ trustedProxies: [] });
    for (const forwarded of ['8.8.8.8', '1.1.1.1', '193.99.144.80']) await country(domain, forwarded);
    await collector.whenStored(3, domain);
    expect(await numbers(domain, { metrics: ['visitors', 'visits'], dimensions: ['visit:country'] })).toEqual(
      [['', 1, 1]],
    );
    await collector.stop();
    await collector.start();
  });

  it('counts two hosts of one IPv6 /64 as one visitor, the next network as another (umami#3627)', async () => {
    const domain = await freshSite();
    for (const forwarded of ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:db8:1:3::1'])
      await country(domain, forwarded);
    await collector.whenStored(3, domain);
    expect(await numbers(domain, { metrics: ['visitors', 'visits'] })).toEqual([[2, 2]]);
  });

  it('counts two connections of one address with ports as one visitor', async () => {
    const domain = await freshSite();
    for (const forwarded of ['192.0.2.1:50001', '192.0.2.1:50002', '192.0.2.1'])
      await country(domain, forwarded);
    await collector.whenStored(3, domain);
    expect(await numbers(domain, { metrics: ['visitors', 'visits'] })).toEqual([[1, 1]]);
  });
});

describe('a duplicate', () => {
  it('is counted and not stored again: in its batch, in the next, and sent at the same time', async () => {
    const domain = await freshSite();
    const [first, second] = toBatch([{}, {}]).events as [object, object];
    expect(await collector.send([first, first, second], { site: domain })).toMatchObject({
      accepted: 2,
      duplicates: 1,
    });
    expect(await collector.send([second, {}], { site: domain })).toMatchObject({
      accepted: 1,
      duplicates: 1,
    });
    const [third] = toBatch([{}]).events as [object];
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => collector.send([third], { site: domain })),
    );
    expect(replies.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(1);
    expect(replies.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(7);
    await collector.whenStored(4, domain);
  });

  it('is the same id in capitals', async () => {
    const [event] = toBatch([{}]).events;
    if (!event) throw new Error('no event');
    await collector.send([event]);
    expect(await collector.send([{ ...event, id: event.id.toUpperCase() }])).toMatchObject({
      accepted: 0,
      duplicates: 1,
    });
  });

  it('is not the same id of another site', async () => {
    const domain = await freshSite();
    const [event] = toBatch([{}]).events as [object];
    await collector.send([event]);
    expect(await collector.send([event], { site: domain })).toMatchObject({ accepted: 1, duplicates: 0 });
  });
});

describe('the time of an event', () => {
  const visitDuration = async (events: number[], sentAt: number): Promise<unknown> => {
    const domain = await freshSite();
    await collector.send(
      events.map((time) => ({ time })),
      { site: domain, sentAt },
    );
    await collector.whenStored(events.length, domain);
    return numbers(domain, { metrics: ['visit_duration', 'visits'], date_range: '7d' });
  };

  it.each([
    ['three days fast', 3 * dayMs],
    ['ten years slow', -3_650 * dayMs],
  ])('is corrected where the clock of the sender is %s', async (_title, skew) => {
    const clock = Date.now() + skew;
    expect(await visitDuration([clock - 100_000, clock - 40_000, clock], clock)).toEqual([[100, 1]]);
  });

  it('in the future is now', async () => {
    const now = Date.now();
    expect(await visitDuration([now + 3_600_000, now + 7_200_000], now)).toEqual([[0, 1]]);
  });

  it('more than 7 days ago is refused as event_expired, its neighbour is stored', async () => {
    const domain = await freshSite();
    const now = Date.now();
    const reply = await collector.send(
      [{ time: now - 7 * dayMs - 60_000 }, { time: now - 7 * dayMs + 60_000 }],
      { site: domain },
    );
    expect(reply).toMatchObject({ accepted: 1, rejected: [{ index: 0, code: 'event_expired' }] });
    expect(reply.rejected[0]?.message).toMatch(/more than 7 days ago/);
    await collector.whenStored(1, domain);
  });
});
