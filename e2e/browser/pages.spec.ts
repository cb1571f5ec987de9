import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { ask } from '../support/ask.ts';
import { runPasserby } from '../support/collector.ts';
import { expect, test } from './stack.ts';

/** Calls the tracker of the page as a site does. */
const passerby = (page: Page, ...call: unknown[]): Promise<void> =>
  page.evaluate(
    (args) => (globalThis as unknown as { passerby: (...args: unknown[]) => void }).passerby(...args),
    call,
  );

/** Page views by path, from ClickHouse. */
async function pageViews(url: string, site: string): Promise<Record<string, unknown>> {
  const { results } = await ask(url, {
    site_id: site,
    date_range: '7d',
    metrics: ['pageviews'],
    dimensions: ['event:page'],
  });
  return Object.fromEntries(results.map(({ dimensions, metrics }) => [dimensions[0], metrics[0]]));
}

for (const [way, script] of [
  ['the Navigation API', ''],
  [
    'history, where there is no Navigation API',
    `Object.defineProperty(self, 'navigation', { value: undefined })`,
  ],
] as const) {
  test(`an app’s own pages are counted by ${way}`, async ({ stack: { collector, demo, site }, context }) => {
    await context.addInitScript(script);
    const page = await context.newPage();
    await page.goto(`${demo.url}/`);
    expect(await page.evaluate(`typeof navigation`)).toBe(script ? 'undefined' : 'object');
    await page.evaluate(() => history.pushState({}, '', '/cart'));
    // A guard of the app sends on to another page.
    await page.evaluate(() => {
      history.pushState({}, '', '/account');
      history.replaceState({}, '', '/login');
    });
    await page.evaluate(() => history.replaceState({}, '', '/login?step=2#form'));
    await page.goBack();
    await expect
      .poll(() => pageViews(collector.url, site), { timeout: 20_000 })
      .toEqual({ '/': 1, '/cart': 2, '/login': 1 });
  });
}

test('a page with a strict policy and trusted types is counted without a violation', async ({
  stack: { collector },
  context,
  directory,
}) => {
  const site = 'strict.localhost';
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.setHeader(
      'content-security-policy',
      `default-src 'none'; script-src ${collector.url}; connect-src ${collector.url}; require-trusted-types-for 'script'`,
    );
    response.end(`<!doctype html><script src="${collector.url}/sdk.js" data-site="${site}"></script>`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await runPasserby(['site', 'add', site, '--origin', url], join(directory, 'data'));

  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', ({ message }) => complaints.push(message));
  await page.goto(`${url}/strict`);
  await passerby(page, 'trackEvent', 'strict');
  await page.evaluate(() => history.pushState({}, '', '/app'));
  await expect
    .poll(() => pageViews(collector.url, site), { timeout: 20_000 })
    .toEqual({ '/strict': 1, '/app': 1 });
  expect(complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
  expect(await page.evaluate(`document.querySelectorAll('script, iframe, img').length`)).toBe(1);
  server.close();
});

test('what a visitor denies in one tab is deleted and ends in all', async ({
  faultyStack: { collector, proxy, demo, site },
  context,
}) => {
  proxy.fault = { status: 503 };
  const tabs = [await context.newPage(), await context.newPage()] as const;
  for (const tab of tabs) {
    await tab.goto(`${demo.url}/`);
    await passerby(tab, 'trackEvent', 'before');
  }
  await passerby(tabs[0], 'setConsent', 'denied');
  const stats = (): Promise<{ queued: number; dropped: { consent?: number } }> =>
    tabs[1].evaluate(() => (globalThis as unknown as { passerby: { stats(): never } }).passerby.stats());
  // Those of the first tab, too, where it had taken them over.
  await expect.poll(async () => (await stats()).dropped.consent).toBeGreaterThanOrEqual(2);
  const { queued, dropped } = await stats();
  expect(queued).toBe(0);
  await passerby(tabs[1], 'trackEvent', 'after');
  expect((await stats()).dropped.consent).toBe(Number(dropped.consent) + 1);
  proxy.fault = undefined;
  const next = await context.newPage();
  await next.goto(`${demo.url}/pricing/`);
  await passerby(next, 'flush');
  await passerby(next, 'setConsent', 'granted');
  await passerby(next, 'trackPageView', { url: '/agreed' });
  await expect.poll(() => pageViews(collector.url, site), { timeout: 20_000 }).toEqual({ '/agreed': 1 });
});
