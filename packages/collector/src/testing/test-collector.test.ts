import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Batch, CustomEvent, Event } from '@passerby/wire';
import { startTestCollector, type TestCollector } from './test-collector.ts';

let collector: TestCollector;
beforeEach(async () => {
  collector = await startTestCollector();
});
afterEach(() => {
  vi.restoreAllMocks();
  return collector.stop();
});

let ids = 0;
const named = (name: string, changes: Partial<CustomEvent> = {}): CustomEvent => ({
  id: `0199c0de-0000-7000-8000-${String(++ids).padStart(12, '0')}`,
  type: 'event',
  name,
  time: Date.now(),
  url: 'https://shop.example/',
  ...changes,
});
const batchOf = (...events: Event[]): Batch => ({
  site: 'shop.example',
  sdk: 'test/1',
  sentAt: Date.now(),
  events,
});
const post = (body: string | Uint8Array<ArrayBuffer>): Promise<Response> =>
  fetch(`${collector.url}/api/v1/events`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'text/plain', origin: 'https://any.example' },
  });
const send = (...events: Event[]): Promise<Response> => post(JSON.stringify(batchOf(...events)));

it('judges like a collector, and remembers each event with its fate', async () => {
  const signup = named('signup');
  const response = await send(signup, signup, named('', {}));
  expect(response.status).toBe(202);
  expect(response.headers.get('access-control-allow-origin')).toBe('https://any.example');
  expect(await response.json()).toMatchObject({ accepted: 1, duplicates: 1, rejected: [{ index: 2 }] });
  await send(signup);
  expect(collector.arrivals.map(({ fate }) => fate)).toEqual([
    'accepted',
    'duplicate',
    'rejected',
    'duplicate',
  ]);
  expect(collector.arrivals[2]?.rejection).toMatchObject({ code: 'invalid_event' });
  expect(collector.ledger()).toEqual({ received: 4, accepted: 1, duplicates: 2, rejected: 1, missing: 0 });
});

it('reads gzip, and keeps why a request failed as a whole', async () => {
  await post(gzipSync(JSON.stringify(batchOf(named('zipped')))));
  expect(collector.arrivals[0]?.event).toMatchObject({ name: 'zipped' });
  expect((await post('{')).status).toBe(400);
  expect(collector.refusals).toMatchObject([{ status: 400, code: 'invalid_json' }]);
});

it('takes events while the tests beside it keep the process busy', async () => {
  const delays = Object.getPrototypeOf(Object.getPrototypeOf(monitorEventLoopDelay())) as { mean: number };
  vi.spyOn(delays, 'mean', 'get').mockReturnValue(30e9);
  // A collector that sheds load looks once a second, and judges from its third second on.
  await setTimeout(1_200);
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_000);
  expect((await send(named('late'))).status).toBe(202);
});

it('counts numbered events that did not come', async () => {
  const numbered = batchOf(named('first', { seq: 2 }), named('second', { seq: 5 }));
  await post(JSON.stringify({ ...numbered, stream: 'a' }));
  expect(collector.ledger()).toMatchObject({ accepted: 2, missing: 3 });
  collector.clear();
  expect(collector.ledger()).toMatchObject({ received: 0, missing: 0 });
  await post(JSON.stringify({ ...batchOf(named('third', { seq: 7 })), stream: 'a' }));
  expect(collector.ledger()).toMatchObject({ accepted: 1, missing: 1 });
});

it('fails as told, so that a page can read when to come back', async () => {
  collector.fault = { kind: 'status', status: 429, retryAfter: 2 };
  const response = await send(named('early'));
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '2']);
  expect(response.headers.get('access-control-expose-headers')).toBe('Retry-After');
  expect(collector.refusals).toMatchObject([{ status: 429, code: 'fault' }]);
  collector.fault = undefined;
  expect((await send(named('late'))).status).toBe(202);
  expect(collector.ledger()).toMatchObject({ received: 1 });
});

it('resets a connection before the events are taken, or after', async () => {
  collector.fault = { kind: 'reset' };
  await expect(send(named('before'))).rejects.toThrow('fetch failed');
  expect(collector.arrivals).toEqual([]);
  collector.fault = { kind: 'lost-answer' };
  await expect(send(named('after'))).rejects.toThrow('fetch failed');
  expect(collector.arrivals).toMatchObject([{ fate: 'accepted', event: { name: 'after' } }]);
});

it('is slow as told, counts who waits, and tells when an answer is out', async () => {
  collector.fault = { kind: 'slow', delayMs: 100 };
  const answered = new Promise<void>((resolve) => collector.onAnswer(resolve));
  const before = performance.now();
  const sent = send(named('slow'));
  await expect.poll(() => collector.pending).toBe(1);
  await sent;
  expect(performance.now() - before).toBeGreaterThan(95);
  await answered;
  expect(collector.pending).toBe(0);
});
