import { describe, expect, test } from 'vitest';
import { createFakeEnvironment } from '../../test/fake-environment.ts';
import type { Environment } from '../environment.ts';
import { createLeave } from './leave.ts';
import { createTransport, type Answer } from './send.ts';

const body = JSON.stringify({ events: [] });
const url = 'https://stats.example/api/v1/events';
const send = (environment: Environment, content: string): Promise<Answer> =>
  createTransport(environment, url).send(content);

describe('the request', () => {
  test('has a content type and headers that never preflight, and no cookies (posthog-js#4139)', async () => {
    const environment = createFakeEnvironment();
    await send(environment, body);
    const request = new Request(url, environment.sent[0]?.request);
    expect(request.method).toBe('POST');
    expect([...request.headers]).toEqual([
      ['content-type', expect.stringMatching(/^text\/plain(;charset=utf-8)?$/i)],
    ]);
    expect(request.credentials).toBe('omit');
    expect(request.keepalive).toBe(false);
    expect(request.signal.aborted).toBe(false);
  });

  test('does without AbortSignal.timeout in old browsers', async () => {
    const environment = { ...createFakeEnvironment(), AbortSignal: {} };
    expect(await send(environment, body)).toEqual({ rejected: [] });
  });
});

describe('the outcome', () => {
  const outcomeOf = (status: number, reply?: unknown, retryAfter = ''): Promise<Answer> => {
    const environment = createFakeEnvironment();
    environment.answer = () => ({ status, body: reply, retryAfter });
    return send(environment, body);
  };

  test('of a 202 is what it rejected', async () => {
    const rejected = [{ index: 0, code: 'invalid_url', message: 'url must be absolute' }];
    expect(await outcomeOf(202, { accepted: 1, duplicates: 0, rejected })).toEqual({ rejected });
  });

  test.each([408, 425, 429, 500, 502, 503, 504, 599])('of %d is to retry', async (status) => {
    expect(await outcomeOf(status)).toEqual({ refused: false, restMs: 0 });
  });

  test.each([200, 204, 304])('of %d is to retry, as only a 202 acknowledges', async (status) => {
    expect(await outcomeOf(status, '<html>')).toEqual({ refused: false, restMs: 0 });
  });

  test('of a 202 that was cut short is to retry', async () => {
    expect(await outcomeOf(202, undefined)).toEqual({});
    expect(await outcomeOf(202, {})).toEqual({});
  });

  test.each([400, 401, 403, 404, 415, 422, 499])('of %d is final', async (status) => {
    expect(await outcomeOf(status)).toMatchObject({ refused: 'rejected' });
  });

  test.each([
    ['5', 5_000],
    ['Sun, 01 Nov 2026 00:01:30 GMT', 90_000],
    ['Sat, 31 Oct 2026 00:00:00 GMT', 0],
    ['86400', 3_600_000],
    ['-5', 0],
    ['soon', 0],
    ['', 0],
  ])('of a 503 with Retry-After "%s" is to retry after %d ms, an hour at most', async (retryAfter, ms) => {
    expect(await outcomeOf(503, undefined, retryAfter)).toEqual({ refused: false, restMs: ms });
  });

  test('of 413 asks for smaller batches', async () => {
    expect(await outcomeOf(413)).toMatchObject({ refused: 'too-large' });
  });

  test('of no answer is not known', async () => {
    const environment = createFakeEnvironment();
    environment.answer = () => 'network-error';
    expect(await send(environment, body)).toEqual({});
  });
});

describe('gzip', () => {
  const long = JSON.stringify({ events: ['x'.repeat(2000)] });

  test('is sent of what is over 1 KB, without a header that would preflight', async () => {
    const environment = { ...createFakeEnvironment(), CompressionStream };
    await send(environment, long);
    const request = new Request(url, environment.sent[0]?.request);
    const bytes = new Uint8Array(await request.arrayBuffer());
    expect([bytes[0], bytes[1]]).toEqual([0x1f, 0x8b]);
    expect(bytes.length).toBeLessThan(200);
    expect([...request.headers]).toEqual([
      ['content-type', expect.stringMatching(/^text\/plain(;charset=utf-8)?$/i)],
    ]);
    expect(environment.sent[0]?.body).toBe(long);
  });

  test('takes no time at the end of the page', async () => {
    const environment = { ...createFakeEnvironment(), CompressionStream, navigator: {} };
    createLeave(environment, url, () => environment.Date.now(), createTransport(environment, url).post)(long);
    expect(environment.sent).toHaveLength(1);
    expect(environment.sent[0]?.request?.body).toBe(long);
  });

  test('is left out in browsers without CompressionStream', async () => {
    const environment = createFakeEnvironment();
    await send(environment, long);
    expect(environment.sent[0]?.request?.body).toBe(long);
  });
});
