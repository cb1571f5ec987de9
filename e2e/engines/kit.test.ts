import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startTestCollector, type TestCollector } from '@passerby/collector/testing';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fillStorageInPage, skewClockInPage } from '../../packages/testing/src/faults-in-page.ts';
import { nudgeInPage } from '../../packages/testing/src/playwright/nudge-in-page.ts';
import { redirectInPage } from '../../packages/testing/src/playwright/redirect-in-page.ts';
import type { Browser } from './browser.ts';
import { engines } from './engines.ts';
import { freePort } from './free-port.ts';

// What the kit does inside of pages, in each engine. Playwright itself drives only its own builds of Firefox and WebKit.

const site = 'shop.example';
const endpoint = 'https://stats.invalid';

describe.each(engines)('%s', (_, engine) => {
  let collector: TestCollector;
  let app: Server;
  let browser: Browser;
  let url: string;
  /** What Playwright would run in the page first. */
  let first: string;

  beforeEach(async () => {
    collector = await startTestCollector();
    first = toCall(redirectInPage, { target: collector.url, endpoint: undefined });
    const sdk = await readFile(fileURLToPath(import.meta.resolve('@passerby/sdk-core/sdk.js')));
    app = createServer((request, response) => {
      if (request.url === '/sdk.js') {
        response.setHeader('content-type', 'text/javascript');
        return response.end(sdk);
      }
      response.setHeader('content-type', 'text/html');
      return response.end(`<!doctype html><title>App</title><link rel="icon" href="data:,">
        <script>${first}</script><script src="/sdk.js" data-site="${site}" data-endpoint="${endpoint}" data-flush-after-ms="60000"></script>
        <script>addEventListener('pagehide', () => passerby('trackEvent', 'left'))</script>`);
    });
    const port = await freePort();
    await new Promise<void>((resolve) => app.listen(port, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${port}`;
    browser = await engine.launch();
  });
  afterEach(async () => {
    await browser.quit();
    await new Promise((resolve) => app.close(resolve).closeAllConnections());
    await collector.stop();
  });
  afterAll(() => engine.stop());

  /**
   * Of what was accepted, as a fetch that the end of its page cut off is sent by beacon again; but for engagement, which a
   * visit may be too short for.
   */
  const names = (): string[] =>
    collector.arrivals
      .filter(({ fate, event: { type } }) => fate === 'accepted' && type !== 'engagement')
      .map(({ event }) => ('name' in event ? event.name : event.type));

  test('sees a page view, an event, and what a page says in its pagehide', async () => {
    await browser.open(`${url}/`);
    await browser.evaluate(`void passerby('trackEvent', 'came')`);
    await browser.open('about:blank');
    await expect.poll(() => names().toSorted()).toEqual(['came', 'left', 'pageview']);
    await expect.poll(() => collector.ledger()).toMatchObject({ rejected: 0, missing: 0 });
  });

  test('has at once what the tracker would send in its own time', async () => {
    await browser.open(`${url}/`);
    await expect.poll(names).toEqual(['pageview']);
    await browser.evaluate(`void passerby('trackEvent', 'came')`);
    await browser.evaluate(toCall(nudgeInPage, [site]));
    await expect.poll(names).toEqual(['pageview', 'came']);
  });

  test('a wrong clock and a full storage lose nothing', async () => {
    const skewMs = 3_600_000;
    first += `;${toCall(skewClockInPage, skewMs)};${toCall(fillStorageInPage, undefined)}`;
    await browser.open(`${url}/`);
    await browser.evaluate(`void passerby('trackEvent', 'came'), passerby('flush')`);
    await expect.poll(names).toEqual(['pageview', 'came']);
    const { event, batch, receivedAt } = collector.arrivals[0]!;
    expect(batch.sentAt - receivedAt).toBeGreaterThan(skewMs / 2);
    expect(event.time).toBeLessThanOrEqual(batch.sentAt);
  });
});

/** A call of a function that names nothing outside of itself, as an expression. */
function toCall<Argument>(script: (argument: Argument) => unknown, argument: Argument): string {
  return `(${String(script)})(${JSON.stringify(argument) ?? ''})`;
}
