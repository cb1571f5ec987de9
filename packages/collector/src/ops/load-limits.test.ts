import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fastify, type FastifyInstance } from 'fastify';
import { afterEach, expect, it, vi } from 'vitest';
import { answerErrors } from '../answer-errors.ts';
import { addressOf, limitRates, shedLoad } from './load-limits.ts';

/** All histograms of delays, that of the library too. */
const histogram: { mean: number } = Object.getPrototypeOf(
  Object.getPrototypeOf(monitorEventLoopDelay()),
) as never;

let app: FastifyInstance;
afterEach(async () => {
  vi.restoreAllMocks();
  await app.close();
});

/** A server whose event loop has this mean delay, once that was looked at. */
async function startDelayed(delayMs: number): Promise<void> {
  vi.spyOn(histogram, 'mean', 'get').mockReturnValue(delayMs * 1e6);
  app = fastify();
  answerErrors(app, () => {});
  await shedLoad(app);
  app.get('/', () => 'served');
  await app.ready();
  await vi.waitFor(() => expect(app.memoryUsage().rssBytes).toBeGreaterThan(0), { timeout: 30_000 });
}

async function status(): Promise<number> {
  const { statusCode } = await app.inject('/');
  return statusCode;
}

/** As if the start were so long ago. */
const letPass = (ms: number): unknown => vi.spyOn(performance, 'now').mockReturnValue(performance.now() + ms);

it('an event loop that is late turns requests away, but not for the stall of the start itself', async () => {
  await startDelayed(3_000);
  expect(await status()).toBe(200);
  letPass(60_000);
  expect(await status()).toBe(503);
});

it('a second in which no delay was measured turns nothing away', async () => {
  await startDelayed(NaN);
  letPass(60_000);
  expect(app.memoryUsage().eventLoopDelay).toBe(Infinity);
  expect(await status()).toBe(200);
});

it('the chain of proxies is gone through once a request, and anew for the next', async () => {
  const trust = vi.fn<() => boolean>(() => true);
  app = fastify({ trustProxy: trust });
  await limitRates(app, { perNetwork: 100, perSite: 0 });
  app.get('/', (request) => [addressOf(request), addressOf(request)]);
  for (const ip of ['192.0.2.1', '192.0.2.2']) {
    trust.mockClear();
    const answer = await app.inject({ url: '/', headers: { 'x-forwarded-for': ip } });
    expect(answer.json()).toEqual([ip, ip]);
    expect(trust).toHaveBeenCalledTimes(1);
  }
});
