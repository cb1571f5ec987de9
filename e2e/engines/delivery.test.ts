import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { goBack, type Browser } from './browser.ts';
import { engines } from './engines.ts';
import { useVisit } from './visit.ts';

// The same promises in each engine, read from ClickHouse and not from what a browser says that it sent.

const stats = (browser: Browser): Promise<Record<string, number>> => browser.evaluate('passerby.stats()');

const track = (browser: Browser, name: string): Promise<void> =>
  browser.evaluate(`void passerby('trackEvent', ${JSON.stringify(name)})`);

describe.each(engines)('%s', (_, engine) => {
  const visit = useVisit(engine);

  test('delivers a page view and an event', async () => {
    const { browser, url } = visit();
    await browser.open(`${url}/`);
    await track(browser, 'hello');
    await expect.poll(visit().stored).toEqual({ pageview: 1, hello: 1 });
    await expect.poll(() => stats(browser)).toMatchObject({ tracked: 2, acknowledged: 2, queued: 0 });
  });

  test('delivers what was tracked right before a link is followed', async () => {
    const { browser, url } = visit();
    await browser.open(`${url}/`);
    // To a place where no tracker could send it later. The demo tracks the click.
    await browser.evaluate(`document.querySelector('[data-cta]').href = '/favicon.svg'`);
    await browser.click('[data-cta]');
    await expect.poll(visit().stored).toEqual({ pageview: 1, 'open-pricing': 1 });
    expect(await browser.evaluate('location.pathname')).toBe('/favicon.svg');
  });

  test('delivers what was tracked right before the tab is closed', async () => {
    const { browser, url } = visit();
    await browser.open(`${url}/`);
    // WebKitGTK's browser ends with its last tab, and a beacon that has to connect first now and then with it.
    await expect.poll(visit().stored).toEqual({ pageview: 1 });
    await track(browser, 'last-words');
    await browser.closeTab();
    await expect.poll(visit().stored).toEqual({ pageview: 1, 'last-words': 1 });
  });

  for (const [answer, fault] of [
    ['answers 503', { status: 503 }],
    ['resets the connection', 'reset'],
  ] as const) {
    test(`delivers on the next visit, once, what was tracked while the collector ${answer}`, async () => {
      const { browser, url, proxy } = visit();
      proxy.fault = fault;
      await browser.open(`${url}/`);
      for (let count = 0; count < 3; count++) await track(browser, 'kept');
      await expect.poll(() => stats(browser)).toMatchObject({ tracked: 4, acknowledged: 0 });
      await expect.poll(() => proxy.requestCount).toBeGreaterThan(0);
      await browser.open('about:blank');
      proxy.fault = undefined;
      await browser.open(`${url}/pricing/`);
      await expect.poll(visit().stored).toEqual({ pageview: 2, kept: 3 });
      await expect.poll(() => stats(browser)).toMatchObject({ adopted: 4, acknowledged: 5, queued: 0 });
    });
  }

  test('asks for no preflight, neither while a page is open nor at its end', async () => {
    const { browser, url, proxy } = visit();
    await browser.open(`${url}/`);
    await track(browser, 'fetched');
    await browser.evaluate(`passerby('flush')`);
    await track(browser, 'at-exit');
    await browser.open(`${url}/pricing/`);
    await expect.poll(visit().stored).toEqual({ pageview: 2, fetched: 1, 'at-exit': 1 });
    expect(proxy.preflightCount).toBe(0);
    // One that has to ask is seen here.
    const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    await browser.evaluate(
      `fetch('${proxy.url}/api/v1/events', ${JSON.stringify(json)}).then(() => {}, () => {})`,
    );
    expect(proxy.preflightCount).toBe(1);
  });

  test('delivers from a page that has no IndexedDB (rudder-sdk-js#2494)', async () => {
    const { browser, url, outDir } = visit();
    const page = readFileSync(join(outDir, 'index.html'), 'utf8');
    writeFileSync(
      join(outDir, 'pricing', 'index.html'),
      page.replace(
        '<head>',
        `<head><script>Object.defineProperty(self, 'indexedDB', { value: undefined })</script>`,
      ),
    );
    await browser.open(`${url}/pricing/`);
    expect(await browser.evaluate('String(self.indexedDB)')).toBe('undefined');
    await track(browser, 'early');
    await browser.evaluate(`passerby('flush')`);
    await track(browser, 'late');
    await browser.open('about:blank');
    await expect.poll(visit().stored).toEqual({ pageview: 1, early: 1, late: 1 });
  });

  test('counts a page again that comes back from the back/forward cache, and goes on in it (plausible#4656)', async () => {
    const { browser, url } = visit();
    await browser.open(`${url}/`);
    await expect.poll(visit().stored).toEqual({ pageview: 1 });
    await browser.evaluate(
      `void addEventListener('pageshow', ({ persisted }) => (self.restored = persisted))`,
    );
    await browser.open(`${url}/pricing/`);
    await expect.poll(visit().stored).toEqual({ pageview: 2 });
    await goBack(browser);
    await expect.poll(() => browser.evaluate('self.restored')).toBe(true);
    await track(browser, 'back-again');
    await expect.poll(visit().stored).toEqual({ pageview: 3, 'back-again': 1 });
  });
});
