import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import type { Reply } from '@passerby/wire';
import { describe, expect, it } from 'vitest';
import { ask, readError, site, toBatch, useCollector } from './use-collector.ts';

const collector = useCollector();

const good = (path = '/good'): Record<string, unknown> =>
  toBatch([{ url: `https://${site}${path}` }]).events[0] as unknown as Record<string, unknown>;
const valid = JSON.stringify(toBatch([{}]));
const deep = (opening: string, closing: string, depth = 100_000): string =>
  opening.repeat(depth) + closing.repeat(depth);
/** 400 gzip members of 1 MB of zeros each: 400 MB in 400 KB. */
const bomb = Buffer.concat(Array.from({ length: 400 }, () => gzipSync(Buffer.alloc(1_000_000))));

interface Bad {
  title: string;
  body: unknown;
  headers?: Record<string, string>;
  status: number;
  code: string;
  message: RegExp;
}

const bad: Bad[] = [
  {
    title: 'malformed JSON',
    body: '{"site":',
    status: 400,
    code: 'invalid_json',
    message: /the body is not JSON/,
  },
  { title: 'text', body: 'hello', status: 400, code: 'invalid_json', message: /the body is not JSON/ },
  {
    title: 'no body at all',
    body: undefined,
    status: 400,
    code: 'invalid_json',
    message: /empty; send JSON/,
  },
  { title: 'an empty body', body: '', status: 400, code: 'invalid_json', message: /empty; send JSON/ },
  { title: 'null', body: 'null', status: 400, code: 'invalid_batch', message: /must be an object/ },
  { title: 'an array', body: '[]', status: 400, code: 'invalid_batch', message: /must be an object/ },
  { title: 'an empty object', body: '{}', status: 400, code: 'invalid_batch', message: /site: is missing/ },
  {
    title: 'a site that is a number',
    body: { ...toBatch([{}]), site: 7 },
    status: 400,
    code: 'invalid_batch',
    message: /site: must be a string/,
  },
  {
    title: 'events that are an object',
    body: { ...toBatch([{}]), events: {} },
    status: 400,
    code: 'invalid_batch',
    message: /events: must be an array/,
  },
  {
    title: 'no events',
    body: toBatch([]),
    status: 400,
    code: 'invalid_batch',
    message: /events: must not have fewer than 1 items/,
  },
  {
    title: 'NaN as JavaScript prints it',
    body: valid.replace(/"sentAt":\d+/, '"sentAt":NaN'),
    status: 400,
    code: 'invalid_json',
    message: /the body is not JSON/,
  },
  {
    title: 'a number too large to be finite',
    body: valid.replace(/"sentAt":\d+/, '"sentAt":1e999'),
    status: 400,
    code: 'invalid_batch',
    message: /sentAt: must be a finite number/,
  },
  {
    title: '100,000 open brackets',
    body: '['.repeat(100_000),
    status: 400,
    code: 'invalid_json',
    message: /the body is not JSON/,
  },
  {
    title: '100,000 nested arrays',
    body: deep('[', ']'),
    status: 400,
    code: 'invalid_batch',
    message: /must be an object/,
  },
  {
    title: '50,000 nested objects in a field',
    body: valid.replace(`"${site}"`, deep('{"a":', '}', 50_000).replace('{"a":}', '{"a":1}')),
    status: 400,
    code: 'invalid_batch',
    message: /site: must be a string/,
  },
  {
    title: 'invalid UTF-8',
    body: Buffer.concat([Buffer.from('{"site":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
    status: 400,
    code: 'invalid_encoding',
    message: /not valid UTF-8/,
  },
  {
    title: 'a batch hidden under __proto__',
    body: '{"__proto__":{"site":"shop.example","sentAt":1,"events":[1]}}',
    status: 400,
    code: 'invalid_batch',
    message: /site: is missing/,
  },
  {
    title: '501 events',
    body: toBatch(Array.from({ length: 501 }, () => ({}))),
    status: 413,
    code: 'too_many_events',
    message: /501 in one batch; send at most 500/,
  },
  {
    title: 'a body of 10 MB',
    body: 'x'.repeat(10_000_000),
    status: 413,
    code: 'body_too_large',
    message: /over 524288 bytes; send less at once/,
  },
  {
    title: 'a gzip bomb',
    body: bomb,
    headers: { 'content-encoding': 'gzip' },
    status: 413,
    code: 'body_too_large',
    message: /after decompression; send smaller batches/,
  },
  {
    title: 'a gzip bomb that does not say what it is',
    body: bomb,
    headers: { 'content-type': 'text/plain' },
    status: 413,
    code: 'body_too_large',
    message: /after decompression; send smaller batches/,
  },
  {
    title: 'gzip cut short',
    body: gzipSync(valid).subarray(0, 60),
    headers: { 'content-encoding': 'gzip' },
    status: 400,
    code: 'invalid_encoding',
    message: /not gzip/,
  },
  {
    title: 'JSON that says it is gzip',
    body: valid,
    headers: { 'content-encoding': 'gzip' },
    status: 400,
    code: 'invalid_encoding',
    message: /not gzip/,
  },
  {
    title: 'another encoding',
    body: valid,
    headers: { 'content-encoding': 'br' },
    status: 415,
    code: 'unsupported_media_type',
    message: /Content-Encoding: "br" is not understood; send gzip or nothing/,
  },
  {
    title: 'another content type',
    body: valid,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    status: 415,
    code: 'unsupported_media_type',
    message: /application\/json, or as text\/plain/,
  },
  {
    title: 'an unknown site',
    body: toBatch([{}], { site: 'other.example' }),
    status: 403,
    code: 'unknown_site',
    message: /"other\.example" is not known here; add it by "passerby site add/,
  },
  ...['https://evil.example', 'https://shop.example.evil.example', 'https://notshop.example', 'null'].map(
    (origin): Bad => ({
      title: `the origin ${origin}`,
      body: toBatch([{}]),
      headers: { origin },
      status: 403,
      code: 'origin_not_allowed',
      message: /may not send events of shop\.example; add the origin/,
    }),
  ),
];

/** RFC 8259 lets numbers be of any size; the text of an event is the only way to send one that is not finite. */
const withText = (event: Record<string, unknown>, field: string, text: string): string =>
  JSON.stringify({ ...event, [field]: '@' }).replace('"@"', () => text);

const badEvents: { title: string; event: string; code: string; message: RegExp }[] = [
  { title: 'a number', event: '7', code: 'invalid_event', message: /must be an object/ },
  { title: 'null', event: 'null', code: 'invalid_event', message: /must be an object/ },
  {
    title: 'an unknown type',
    event: withText(good(), 'type', '"click"'),
    code: 'invalid_event',
    message: /^type: must be "pageview"/,
  },
  {
    title: 'no id',
    event: JSON.stringify({ ...good(), id: undefined }),
    code: 'invalid_id',
    message: /^id: is missing/,
  },
  {
    title: 'an id that is no UUID',
    event: withText(good(), 'id', '"1"'),
    code: 'invalid_id',
    message: /^id: must be a UUID/,
  },
  {
    title: 'a time that is a text',
    event: withText(good(), 'time', '"now"'),
    code: 'invalid_time',
    message: /^time: must be a finite number/,
  },
  {
    title: 'an infinite time',
    event: withText(good(), 'time', '1e999'),
    code: 'invalid_time',
    message: /^time: must be a finite number/,
  },
  {
    title: 'a relative URL',
    event: withText(good(), 'url', '"/p"'),
    code: 'invalid_url',
    message: /^url: must be an absolute http\(s\) URL/,
  },
  {
    title: 'a javascript: URL',
    event: withText(good(), 'url', '"javascript:alert(1)"'),
    code: 'invalid_url',
    message: /^url: must be an absolute/,
  },
  {
    title: 'nested props',
    event: withText(good(), 'props', '{"a":{"b":1}}'),
    code: 'invalid_props',
    message: /^props\.a: must be a string or a finite number or a boolean/,
  },
  {
    title: 'an infinite prop',
    event: withText(good(), 'props', '{"a":1e999}'),
    code: 'invalid_props',
    message: /^props\.a: must be a string or a finite number/,
  },
  {
    title: 'a __proto__ prop',
    event: withText(good(), 'props', '{"__proto__":"x"}'),
    code: 'invalid_props',
    message: /^props\.__proto__: not allowed as a key/,
  },
  {
    title: 'deeply nested props',
    event: withText(good(), 'props', deep('[', ']')),
    code: 'invalid_event',
    message: /nested too deeply/,
  },
  {
    title: 'a deeply nested unknown field',
    event: withText(good(), 'x', deep('[', ']')),
    code: 'invalid_event',
    message: /nested too deeply/,
  },
  {
    title: 'more than 16 KiB',
    event: withText(good(), 'x', `"${'x'.repeat(16_384)}"`),
    code: 'event_too_large',
    message: /an event is at most 16384/,
  },
  {
    title: 'money that no column holds',
    event: withText(
      { ...good(), type: 'event', name: 'buy' },
      'revenue',
      '{"amount":1e300,"currency":"EUR"}',
    ),
    code: 'invalid_event',
    message: /^revenue\.amount: must be <= /,
  },
];

describe('a bad request', () => {
  it.each(bad)('$title: $status $code', async ({ body, headers, status, code, message }) => {
    const error = await readError(await collector.post(body, headers));
    expect(error).toMatchObject({ status, code });
    expect(error.message).toMatch(message);
  });

  it('of no declared length is refused beyond the limit', async () => {
    const stream = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 40; i++) controller.enqueue(new Uint8Array(20_000).fill(0x20));
        controller.close();
      },
    });
    const response = await fetch(`${collector.url}/api/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: stream,
      duplex: 'half',
    });
    expect(await readError(response)).toMatchObject({ status: 413, code: 'body_too_large' });
  });

  it('without body and content type says that the body is empty', async () => {
    const response = await fetch(`${collector.url}/api/v1/events`, { method: 'POST' });
    expect(await readError(response)).toMatchObject({
      status: 400,
      code: 'invalid_json',
      message: expect.stringMatching(/empty; send JSON/) as string,
    });
  });

  it('to an unknown path answers not_found', async () => {
    const response = await fetch(`${collector.url}/api/v2/events`, { method: 'POST', body: '{}' });
    expect(await readError(response)).toMatchObject({ status: 404, code: 'not_found' });
  });

  it.each(['/%', '/api/v1/%c0%af'])('to the malformed path %s answers not_found', async (path) => {
    expect(await readError(await fetch(collector.url + path))).toMatchObject({
      status: 404,
      code: 'not_found',
    });
  });

  it.each([
    ['GET', '/api/v1/events', 'POST'],
    ['PUT', '/api/v1/events', 'POST'],
    ['PUT', '/api/v1/query', 'GET, HEAD, POST'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['PATCH', '/api/v1/query/', 'GET, HEAD, POST'],
    ['GET', '/api/v1/events?x=1', 'POST'],
    ['GET', '/api/v1/reports/funnel', 'POST'],
    ['PUT', `/api/v1/sites/${site}`, 'PATCH, DELETE'],
    ['GET', `/api/v1/sites/${site}/goals/7`, 'DELETE'],
    ['DELETE', `/api/v1/sites/${site}/rules`, 'GET, HEAD, PATCH'],
    ['POST', '/openapi.json', 'GET, HEAD'],
  ])('with the wrong method, %s %s, names the right ones', async (method, path, allowed) => {
    const response = await fetch(collector.url + path, { method });
    expect(response.headers.get('allow')).toBe(allowed);
    const error = await readError(response);
    expect(error).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(error.message).toContain(allowed);
  });
});

describe('a bad event', () => {
  const { events: _, ...envelope } = toBatch([{}]);
  /** The text of a batch, because not every bad event can be made by JSON.stringify. */
  const batchOf = (...events: string[]): string =>
    JSON.stringify({ ...envelope, events: '@' }).replace('"@"', () => `[${events.join()}]`);

  it.each(badEvents)('$title: $code', async ({ event, code, message }) => {
    const response = await collector.post(batchOf(JSON.stringify(good('/beside')), event));
    expect(response.status).toBe(202);
    const reply = (await response.json()) as Reply;
    expect(reply).toMatchObject({ accepted: 1, rejected: [{ index: 1, code }] });
    expect(reply.rejected[0]?.message).toMatch(message);
  });

  it('leaves its good neighbours unharmed: they are stored', async () => {
    const neighbours = badEvents.map((_event, index) => JSON.stringify(good(`/neighbour-${index}`)));
    const text = batchOf(...badEvents.flatMap(({ event }, index) => [event, neighbours[index] ?? '']));
    expect(await (await collector.post(text)).json()).toMatchObject({
      accepted: neighbours.length,
      rejected: badEvents.map(({ code }, index) => ({ index: index * 2, code })),
    });
    const stored = async (): Promise<unknown> =>
      (
        await collector.query({
          metrics: ['pageviews'],
          filters: [['contains', 'event:page', ['/neighbour-']]],
        })
      ).results[0]?.metrics;
    await expect.poll(stored, { timeout: 10_000 }).toEqual([neighbours.length]);
  });

  it('with the id of 100 KB is named by the beginning of it', async () => {
    const reply = await collector.send([{ id: 'x'.repeat(100_000) }]);
    expect(reply.rejected[0]?.id).toHaveLength(64);
  });

  it('that ClickHouse could choke on is stored like any other (snowplow#2438: one bad event poisons its batch)', async () => {
    const before = (await collector.query({ metrics: ['events'] })).results[0]?.metrics[0] ?? 0;
    const strange = [
      { title: '\0 \u0001 \u2028 "quoted" \\ \t\n' },
      { title: 'half a pair \ud83d' },
      { props: { ['k\udc00']: '\ud800', 'a\0b': '\u0000', constructor: 1, toString: true } },
      { props: { huge: 1.7e308, tiny: 5e-324, minus: -0 } },
      { url: `https://${site}/%ff%fe?utm_source=${encodeURIComponent('x'.repeat(199) + '😀')}` },
      { url: `HTTPS://${site}:8443/a//b/../c?x#y`, referrer: 'not a URL' },
      { url: 'https://[2001:db8::1]/', referrer: 'android-app://com.example/' },
      { type: 'event', name: '😀', revenue: { amount: 0.1 + 0.2, currency: 'EUR' } },
      { type: 'event', name: 'a', revenue: { amount: -1e-10, currency: 'JPY' } },
      { type: 'event', name: 'b', revenue: { amount: 999_999_999_999, currency: 'JPY' } },
      { seq: 4_294_967_295, time: 0.5 + Date.now() },
    ] as never[];
    const reply = await collector.send(strange, {
      context: { screen: [1.7e308, 0.4], lang: 'x\ud800' },
      sdk: '\0',
    });
    const engagement = { type: 'engagement', engagedMs: 86_400_000, scrollDepth: 99.6 } as never;
    const second = await collector.send([
      engagement,
      { ...(engagement as object), engagedMs: 0.4, scrollDepth: 0 },
    ]);
    expect([reply, second]).toMatchObject([
      { accepted: 11, rejected: [] },
      { accepted: 2, rejected: [] },
    ]);
    await collector.whenStored(before + 11);
  });
});

describe('the collector', () => {
  it('keeps its memory flat over 200 hostile requests', async () => {
    const hostile = bad.filter(({ title }) => /10 MB|bomb|nested|501|short/.test(title));
    const round = (): Promise<Response[]> =>
      Promise.all(hostile.map(({ body, headers }) => collector.post(body, headers)));
    for (let i = 0; i < 5; i++) await round();
    const before = process.memoryUsage().rss;
    for (let i = 0; i * hostile.length < 200; i++) await round();
    expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(250);
  });

  it('never answers any JSON with a 5xx', async () => {
    const anything = fc.jsonValue({ maxDepth: 4 });
    const field = fc.constantFrom('site', 'sentAt', 'events', 'sdk', 'stream', 'context', 'visitor', 'user');
    const eventField = fc.constantFrom(
      'id',
      'type',
      'time',
      'url',
      'seq',
      'page',
      'route',
      'referrer',
      'title',
      'props',
      'name',
      'revenue',
      'engagedMs',
      'scrollDepth',
      '__proto__',
    );
    const body = fc.oneof(
      anything,
      fc.dictionary(field, anything).map((changes) => ({ ...toBatch([{}]), ...changes })),
      fc.array(fc.dictionary(eventField, anything), { minLength: 1, maxLength: 5 }).map((events) => ({
        ...toBatch([{}]),
        events: events.map((changes) => ({ ...good('/fuzz'), ...changes })),
      })),
    );
    await fc.assert(
      fc.asyncProperty(body, async (json) => {
        const response = await collector.post(json);
        const reply = (await response.json()) as Reply & { error?: object };
        expect(response.status).toBeLessThan(500);
        if (response.status === 202) return;
        expect(reply.error).toEqual({ code: expect.any(String), message: expect.any(String) });
      }),
      { numRuns: 300 },
    );
    await fc.assert(
      fc.asyncProperty(
        anything,
        fc.dictionary(
          fc.constantFrom(
            'site_id',
            'metrics',
            'date_range',
            'dimensions',
            'filters',
            'order_by',
            'include',
            'pagination',
          ),
          anything,
        ),
        async (json, changes) => {
          expect((await ask(collector.url, JSON.stringify(json))).status).toBeLessThan(500);
          expect((await ask(collector.url, changes)).status).toBeLessThan(500);
        },
      ),
      { numRuns: 50 },
    );
    // What was accepted of all that reaches ClickHouse: nothing blocks the writer.
    await collector.send([{ url: `https://${site}/last` }]);
    await expect
      .poll(
        async () =>
          (await collector.query({ metrics: ['pageviews'], filters: [['is', 'event:page', ['/last']]] }))
            .results,
        { timeout: 10_000 },
      )
      .toEqual([{ dimensions: [], metrics: [1] }]);
  });
});
