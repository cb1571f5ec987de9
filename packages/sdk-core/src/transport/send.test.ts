import { describe, expect, test } from 'vitest';
import { createFakeEnvironment } from '../../test/fake-environment.ts';
import { send } from './send.ts';

const body = (): string => JSON.stringify({ events: [] });
const url = 'https://stats.example/api/v1/events';

describe('the request', () => {
  test('has a content type and headers that never preflight, and no cookies (posthog-js#4139)', async () => {
    const environment = createFakeEnvironment();
    await send(environment, url, body, false);
    const request = new Request(url, environment.sent[0]?.request);
    expect(request.method).toBe('POST');
    expect([...request.headers]).toEqual([['content-type', 'text/plain;charset=UTF-8']]);
    expect(request.credentials).toBe('omit');
    expect(request.keepalive).toBe(false);
    expect(request.signal.aborted).toBe(false);
  });

  test('does without AbortSignal.timeout in old browsers', async () => {
    const environment = { ...createFakeEnvironment(), AbortSignal: {} };
    expect(await send(environment, url, body, false)).toEqual([]);
  });
});

describe('the outcome', () => {
  const outcomeOf = (status: number, reply?: unknown): ReturnType<typeof send> => {
    const environment = createFakeEnvironment();
    environment.answer = () => ({ status, body: reply });
    return send(environment, url, body, false);
  };

  test('of a 202 is what it rejected', async () => {
    const rejected = [{ index: 0, code: 'invalid_url', message: 'url must be absolute' }];
    expect(await outcomeOf(202, { accepted: 1, duplicates: 0, rejected })).toEqual(rejected);
  });

  test.each([408, 425, 429, 500, 502, 503, 504, 599])('of %d is to retry', async (status) => {
    expect(await outcomeOf(status)).toBe('retry');
  });

  test.each([200, 204, 304])('of %d is to retry, as only a 202 acknowledges', async (status) => {
    expect(await outcomeOf(status, '<html>')).toBe('retry');
  });

  test('of a 202 that was cut short is to retry', async () => {
    expect(await outcomeOf(202, undefined)).toBe('retry');
    expect(await outcomeOf(202, {})).toBe('retry');
  });

  test.each([400, 401, 403, 404, 415, 422, 499])('of %d is final', async (status) => {
    expect(await outcomeOf(status)).toBe('rejected');
  });

  test('of 413 asks for smaller batches', async () => {
    expect(await outcomeOf(413)).toBe('too-large');
  });

  test('of a body that cannot be made, as the page broke what it needs, is to retry', async () => {
    const outcome = send(createFakeEnvironment(), url, () => expect.fail('a patched Intl'), false);
    expect(await outcome).toBe('retry');
  });

  test('of no answer is to retry', async () => {
    const environment = createFakeEnvironment();
    environment.answer = () => 'network-error';
    expect(await send(environment, url, body, false)).toBe('retry');
  });
});
