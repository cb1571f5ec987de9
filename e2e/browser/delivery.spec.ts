import type { Page } from '@playwright/test';
import { ask } from '../support/ask.ts';
import { expect, test } from './stack.ts';

/** Calls the tracker of the page as a site does. */
const passerby = (page: Page, ...call: unknown[]): Promise<void> =>
  page.evaluate(
    (args) => (globalThis as unknown as { passerby: (...args: unknown[]) => void }).passerby(...args),
    call,
  );

const stats = (page: Page): Promise<Record<string, unknown>> =>
  page.evaluate(() => (globalThis as unknown as { passerby: { stats(): never } }).passerby.stats());

/** Resolves once ClickHouse has exactly these events; counts rows, so that one stored twice shows. */
async function expectStored(url: string, site: string, expected: Record<string, number>): Promise<void> {
  const count = async (): Promise<Record<string, number>> => {
    const { results } = await ask(url, {
      site_id: site,
      date_range: '7d',
      metrics: ['events'],
      dimensions: ['event:name'],
    });
    return Object.fromEntries(results.map(({ dimensions, metrics }) => [dimensions[0], Number(metrics[0])]));
  };
  await expect.poll(count, { timeout: 20_000 }).toEqual(expected);
}

/** Gone without a word: no pagehide, no beacon. */
async function crash(page: Page): Promise<void> {
  const client = await page.context().newCDPSession(page);
  client.send('Page.crash').catch(() => {});
  await page.waitForEvent('crash');
  await page.close();
}

test('what happened offline arrives once when the network is back', async ({
  faultyStack: { collector, proxy, demo, site },
  context,
}) => {
  const page = await context.newPage();
  await page.goto(`${demo.url}/`);
  await expectStored(collector.url, site, { pageview: 1 });
  await context.setOffline(true);
  await passerby(page, 'trackEvent', 'offline');
  await passerby(page, 'flush');
  await passerby(page, 'trackEvent', 'offline');
  await expect.poll(() => stats(page)).toMatchObject({ queued: 2, retried: 1 });
  await context.setOffline(false);
  await expectStored(collector.url, site, { pageview: 1, offline: 2 });
  expect(await stats(page)).toMatchObject({ tracked: 3, acknowledged: 3, queued: 0, dropped: {} });
  expect([proxy.preflightCount, proxy.duplicateCount]).toEqual([0, 0]);
});

test('what a tab could not send before it was closed arrives once on the next visit (posthog-js#1583)', async ({
  faultyStack: { collector, proxy, demo, site },
  context,
}) => {
  proxy.fault = 'reset';
  const first = await context.newPage();
  await first.goto(`${demo.url}/`);
  for (let index = 0; index < 20; index++) await passerby(first, 'trackEvent', 'early', { index });
  await first.close({ runBeforeUnload: true });
  await expect.poll(() => context.pages().length).toBe(0);
  proxy.fault = undefined;
  const next = await context.newPage();
  await next.goto(`${demo.url}/pricing/`);
  await expectStored(collector.url, site, { pageview: 2, early: 20 });
  expect(await stats(next)).toMatchObject({ tracked: 1, adopted: 21, acknowledged: 22, queued: 0 });
  expect(proxy.duplicateCount).toBe(0);
  expect(proxy.bodies.some(({ gzip }) => gzip)).toBe(true);
  expect(new Set(proxy.bodies.map(({ type }) => type?.split(';')[0]))).toEqual(new Set(['text/plain']));
  expect(proxy.preflightCount).toBe(0);
});

test('what a crashed tab left is sent by another one that is open', async ({
  faultyStack: { collector, proxy, demo, site },
  context,
}) => {
  proxy.fault = { status: 503 };
  const [doomed, other] = [await context.newPage(), await context.newPage()];
  await doomed.goto(`${demo.url}/`);
  await other.goto(`${demo.url}/pricing/`);
  await passerby(doomed, 'trackEvent', 'last-words');
  await expect.poll(() => stats(doomed)).toMatchObject({ tracked: 2 });
  await crash(doomed);
  proxy.fault = undefined;
  await passerby(other, 'flush');
  await expectStored(collector.url, site, { pageview: 2, 'last-words': 1 });
});

test('two tabs send no event twice (snowplow-javascript-tracker#349)', async ({
  faultyStack: { collector, proxy, demo, site },
  context,
}) => {
  proxy.fault = { status: 503 };
  const tabs = [await context.newPage(), await context.newPage()];
  await Promise.all(tabs.map((tab) => tab.goto(`${demo.url}/`)));
  for (let index = 0; index < 10; index++) {
    await Promise.all(tabs.map((tab) => passerby(tab, 'trackEvent', 'both', { index })));
  }
  proxy.fault = undefined;
  await Promise.all(tabs.map((tab) => passerby(tab, 'flush')));
  await expectStored(collector.url, site, { pageview: 2, both: 20 });
  expect(proxy.duplicateCount).toBe(0);
  const ledgers = (await Promise.all(tabs.map(stats))) as Record<string, number>[];
  expect(ledgers.reduce((sum, { acknowledged = 0 }) => sum + acknowledged, 0)).toBe(22);
});

test('a reload in the middle of a request loses nothing and counts nothing twice', async ({
  faultyStack: { collector, proxy, demo, site },
  context,
}) => {
  proxy.fault = 'hang';
  const page = await context.newPage();
  await page.goto(`${demo.url}/`);
  await passerby(page, 'trackEvent', 'before');
  await expect.poll(() => proxy.requestCount).toBeGreaterThan(0);
  await page.reload();
  proxy.fault = undefined;
  await page.reload();
  await passerby(page, 'trackEvent', 'after');
  await passerby(page, 'flush');
  await expectStored(collector.url, site, { pageview: 3, before: 1, after: 1 });
});

for (const fault of [{ status: 503 }, { status: 429, retryAfter: '1' }]) {
  test(`a page that gets ${fault.status} tries again by itself`, async ({
    faultyStack: { collector, proxy, demo, site },
    context,
  }) => {
    proxy.fault = fault;
    const page = await context.newPage();
    await page.goto(`${demo.url}/`);
    await passerby(page, 'trackEvent', 'patient');
    await expect.poll(() => proxy.requestCount).toBeGreaterThan(1);
    proxy.fault = undefined;
    await expectStored(collector.url, site, { pageview: 1, patient: 1 });
    expect(await stats(page)).toMatchObject({ tracked: 2, acknowledged: 2, queued: 0 });
  });
}

test('a browser without storage counts a visit all the same (rudder-sdk-js#2494)', async ({
  faultyStack: { collector, demo, site },
  context,
}) => {
  await context.addInitScript(`IDBFactory.prototype.open = () => {
    throw new DOMException('storage is blocked', 'SecurityError');
  };`);
  const page = await context.newPage();
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  await page.goto(`${demo.url}/`);
  await expectStored(collector.url, site, { pageview: 1 });
  await passerby(page, 'trackEvent', 'blocked');
  await page.close({ runBeforeUnload: true });
  await expectStored(collector.url, site, { pageview: 1, blocked: 1 });
  expect(errors).toEqual([]);
});

test.describe('on plain http, where there are no locks', () => {
  test.use({
    pageHost: 'demo.test',
  });

  test('a closed tab’s events arrive once, and two tabs take turns', async ({
    faultyStack: { collector, proxy, demo, site },
    context,
  }) => {
    proxy.fault = { status: 503 };
    const first = await context.newPage();
    await first.goto(`${demo.url}/`);
    expect(await first.evaluate(`[isSecureContext, 'locks' in navigator]`)).toEqual([false, false]);
    await passerby(first, 'trackEvent', 'early');
    // A page that goes in the middle of a request keeps its lease for 35 seconds.
    await expect.poll(async () => (await stats(first))['retried']).toBeGreaterThan(0);
    await first.close({ runBeforeUnload: true });
    const tabs = [await context.newPage(), await context.newPage()];
    await Promise.all(tabs.map((tab) => tab.goto(`${demo.url}/`)));
    proxy.fault = undefined;
    await expectStored(collector.url, site, { pageview: 3, early: 1 });
    expect(proxy.duplicateCount).toBe(0);
  });
});
