import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { LiveMessage, LiveModel } from '@passerby/wire';
import { createParser } from 'eventsource-parser';
import { afterEach, describe, expect, it } from 'vitest';
import { readError, site, useCollector } from './use-collector.ts';
import { whenTrue } from './when-true.ts';

const collector = useCollector({ adminToken: 'of-the-operator' });
const bearer = { authorization: 'Bearer of-the-operator' };
const googlebot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

interface Stream {
  messages: LiveMessage[];
  /** Resolves when the other side has ended it. */
  ended: Promise<void>;
}

const path = (query = `site=${site}`): string => `/api/v1/live?${query}`;

/** A request on a connection of its own. */
async function open(headers: Record<string, string>, query?: string): Promise<IncomingMessage> {
  const outgoing = get(collector.url + path(query), { headers, agent: false });
  closers.push(() => outgoing.destroy());
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return response;
}

/** Reads server-sent events off it. */
async function follow(headers: Record<string, string> = {}): Promise<Stream> {
  const response = await open({ ...bearer, ...headers });
  expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'text/event-stream']);
  const messages: LiveMessage[] = [];
  const parser = createParser({
    onEvent: ({ id, event, data }) =>
      messages.push({ ...(id !== undefined && { id }), event, data: JSON.parse(data) } as LiveMessage),
  });
  response.setEncoding('utf8').on('data', (text: string) => parser.feed(text));
  const ended = new Promise<void>((resolve) => response.on('close', resolve));
  return { messages, ended };
}

/** Reads messages off a WebSocket. */
async function followSocket(query: string): Promise<Stream & { socket: WebSocket }> {
  const socket = new WebSocket(collector.url.replace('http', 'ws') + path(query), { headers: bearer });
  closers.push(() => socket.close());
  const messages: LiveMessage[] = [];
  socket.addEventListener('message', ({ data }) => messages.push(JSON.parse(String(data)) as LiveMessage));
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error('refused')));
  });
  const ended = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()));
  return { messages, ended, socket };
}

/** Asks for a WebSocket, and reads no more than the answer. */
async function openSocket(
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ socket: Socket; status: number }> {
  const { host, port } = new URL(collector.url);
  const socket = connect(Number(port), '127.0.0.1');
  closers.push(() => socket.destroy());
  const lines = Object.entries({
    host,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`${method} ${path()} HTTP/1.1\r\n${lines.join('')}\r\n`);
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  return { socket, status: Number(chunk.toString().slice('HTTP/1.1 '.length).split(' ')[0]) };
}

/** What a reader knows after all messages. */
const known = ({ messages }: Stream): LiveModel =>
  Object.assign(
    {},
    ...messages.filter(({ event }) => event !== 'problem').map(({ data }) => data),
  ) as LiveModel;

describe('GET /api/v1/live', () => {
  it('sends what there is and then what happens, without anything that tells visitors apart', async () => {
    const stream = await follow();
    await whenTrue(() => expect(stream.messages[0]?.event).toBe('model'));
    expect(known(stream).minutes).toHaveLength(30);
    await collector.send([
      { url: `https://${site}/pricing`, title: 'of a page', referrer: 'https://www.google.com/' },
      { type: 'event', name: 'signup', url: `https://${site}/pricing`, props: { plan: 'pro' } },
    ]);
    await whenTrue(() => expect(known(stream).events).toHaveLength(2));
    const { visitors, pageviewsPerSecond, minutes, pages, events } = known(stream);
    expect({ visitors, pageviewsPerSecond, pages }).toEqual({
      visitors: 1,
      pageviewsPerSecond: 0.02,
      pages: [{ page: '/pricing', visitors: 1 }],
    });
    expect(minutes.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(events.map(({ name }) => name).toSorted()).toEqual(['pageview', 'signup']);
    for (const event of events) {
      expect(Object.keys(event).toSorted()).toEqual(['country', 'device', 'name', 'page', 'source', 'time']);
      expect(event.time % 1000).toBe(0);
    }
    expect(stream.messages.slice(1).every(({ event }) => event === 'update')).toBe(true);
  });

  it('counts no bot, and a reader who only reads on as here', async () => {
    const stream = await follow();
    await whenTrue(() => expect(stream.messages).not.toHaveLength(0));
    const before = known(stream);
    await collector.send([{ url: `https://${site}/bot` }], {}, { 'user-agent': googlebot });
    await collector.send(
      [{ type: 'engagement', engagedMs: 5_000, scrollDepth: 10, url: `https://${site}/long-read` }],
      {},
      { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0' },
    );
    await whenTrue(() => expect(known(stream).visitors).toBe(before.visitors + 1));
    expect(known(stream).pages).toContainEqual({ page: '/long-read', visitors: 1 });
    expect(known(stream).events).toEqual(before.events);
    expect(JSON.stringify(known(stream))).not.toContain('/bot');
  });

  it('says the same over WebSocket', async () => {
    const [events, messages] = [await follow(), await followSocket(`site=${site}`)];
    await collector.send([{ url: `https://${site}/by-socket` }]);
    for (const stream of [events, messages]) {
      await whenTrue(() => expect(JSON.stringify(known(stream))).toContain('/by-socket'));
    }
    await whenTrue(() => expect(known(messages)).toEqual(known(events)));
    expect(messages.messages[0]).toMatchObject({
      event: 'model',
      id: expect.stringMatching(/^[\w-]{16}$/) as string,
    });
  });

  it('goes on from Last-Event-ID, by header or by parameter, without sending all again', async () => {
    const first = await follow();
    await whenTrue(() => expect(first.messages).not.toHaveLength(0));
    for (const close of closers.splice(0)) close();
    const { id = '' } = first.messages.at(-1) as { id?: string };
    await collector.send([{ url: `https://${site}/meanwhile` }]);
    const again = [
      await follow({ 'last-event-id': id }),
      await followSocket(`site=${site}&last_event_id=${id}`),
    ];
    for (const stream of again) {
      await whenTrue(() => expect(JSON.stringify(stream.messages)).toContain('/meanwhile'));
      expect(stream.messages.every(({ event }) => event === 'update')).toBe(true);
    }
    const unknown = await follow({ 'last-event-id': 'of-another-day' });
    await whenTrue(() => expect(unknown.messages[0]?.event).toBe('model'));
  });

  it('is for those who may read the site', async () => {
    await collector.addSite('other.example');
    const post = await fetch(`${collector.url}/api/v1/tokens`, {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'application/json' },
      body: JSON.stringify({ scope: 'read', site }),
    });
    const { token } = (await post.json()) as { token: string };
    const ask = async (query: string, authorization?: string): Promise<unknown> => {
      const response = await fetch(collector.url + path(query), {
        headers: authorization === undefined ? {} : { authorization },
      });
      if (response.ok) return [200, await response.body?.cancel()][0];
      const { status, code } = await readError(response);
      return [status, code];
    };
    expect(await ask(`site=${site}`)).toEqual([401, 'unauthorized']);
    expect(await ask(`site=${site}`, `Bearer ${token}`)).toBe(200);
    expect(await ask('site=other.example', `Bearer ${token}`)).toEqual([403, 'forbidden']);
    expect(await ask('site=nowhere.example', bearer.authorization)).toEqual([403, 'unknown_site']);
    expect(await ask('', bearer.authorization)).toEqual([400, 'invalid_request']);
    await expect(followSocket('site=nowhere.example')).rejects.toThrow('refused');
  });

  it('is for those alone over WebSocket too, which a browser opens to anywhere with its cookies', async () => {
    const signedIn = await fetch(`${collector.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: collector.url },
      body: JSON.stringify({ secret: 'of-the-operator' }),
    });
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    /** Status of the answer, once the connection of a refused one is ended as well: no reader would end it. */
    const upgrade = async (headers: Record<string, string>, method?: string): Promise<number> => {
      const { socket, status } = await openSocket(headers, method);
      if (status === 101) socket.destroy();
      else if (!socket.closed) await once(socket, 'close');
      return status;
    };
    expect(await upgrade({ cookie, origin: collector.url })).toBe(101);
    expect(await upgrade({ cookie, origin: 'https://evil.example' })).toBe(401);
    expect(await upgrade({ cookie, origin: 'http://evil.localhost' })).toBe(401);
    expect(await upgrade({ authorization: 'Bearer pby_1_wrong' })).toBe(401);
    expect(await upgrade({})).toBe(401);
    expect(await upgrade({}, 'DELETE')).toBe(405);
  });

  it('leaves room for others: 50 connections from one network at a time', async () => {
    const from = { 'x-forwarded-for': '198.51.100.7' };
    for (let count = 0; count < 50; count++) await follow(from);
    const refused = await open({ ...bearer, ...from });
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '30']);
    await follow({ 'x-forwarded-for': '198.51.100.8' });
    for (const close of closers.splice(0, 10)) close();
    await whenTrue(() => follow(from));
  });

  it('answers an upgrade of any other path, or to anything else, as the request that it is', async () => {
    const socket = connect(Number(new URL(collector.url).port), '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.write(
      'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n',
    );
    await whenTrue(() => expect(text).toMatch(/^HTTP\/1.1 200 .*"ok"/s));
    socket.destroy();
  });

  it('ends when the collector stops', async () => {
    const streams = [await follow(), await followSocket(`site=${site}`)];
    await collector.stop();
    expect(await Promise.all(streams.map(({ ended }) => ended))).toHaveLength(2);
    await collector.start();
  });

  // ws by itself waits for 30 s.
  it(
    'is ended when the collector stops for a reader that does not answer, too',
    { timeout: 25_000 },
    async () => {
      const { socket, status } = await openSocket(bearer);
      expect(status).toBe(101);
      socket.pause();
      await collector.stop();
      await collector.start();
    },
  );
});
