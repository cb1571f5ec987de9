import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { addSite } from '../support/add-site.ts';
import { storedByName } from '../support/stored-by-name.ts';
import { expect, test } from './stack.ts';

const tracker = readFileSync(
  fileURLToPath(new URL('../../packages/sdk-core/dist/index.js', import.meta.url)),
  'utf8',
);

/** Tracks what it is told, and says when it is kept. As a worker's script and as a service worker's. */
const toWorker = (collectorUrl: string, site: string): string => `
  import { createTracker } from '/tracker.js';
  const url = 'https://shop.example/from-a-worker';
  const tracker = createTracker({ site: '${site}', endpoint: '${collectorUrl}' });
  addEventListener('message', async ({ data: { names, isSent }, ports: [port] }) => {
    for (const name of names) tracker.trackEvent(name, {}, { url });
    if (isSent) await tracker.flush();
    port.postMessage('done');
  });`;

/** A site whose pages have nothing but a worker. */
async function startSite(): Promise<{ server: Server; url: string; worker: { text: string } }> {
  const worker = { text: '' };
  const server = createServer((request, response) => {
    const isPage = request.url === '/';
    response.setHeader('content-type', isPage ? 'text/html' : 'text/javascript');
    response.end(isPage ? '<title>Worker</title>' : request.url === '/tracker.js' ? tracker : worker.text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, worker };
}

type Told = { names: string[]; isSent: boolean };

/** Has the worker of a kind, which is started if there is none, track events. */
const tell = (page: Page, kind: 'worker' | 'service worker', told: Told): Promise<void> =>
  page.evaluate(
    async ([which, message]) => {
      const scope = globalThis as { own?: Worker };
      let target: Worker | ServiceWorker | null;
      if (which === 'worker') target = scope.own ??= new Worker('/worker.js', { type: 'module' });
      else {
        await navigator.serviceWorker.register('/worker.js', { type: 'module' });
        target = (await navigator.serviceWorker.ready).active;
      }
      const { port1, port2 } = new MessageChannel();
      const answered = new Promise((resolve) => port1.addEventListener('message', resolve));
      port1.start();
      target?.postMessage(message, [port2]);
      await answered;
    },
    [kind, told] as const,
  );

/** Events in the offline stores of the page's origin. */
const countKept = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const wait = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error ?? new Error('no answer')));
      });
    let count = 0;
    for (const { name } of await indexedDB.databases()) {
      const database = await wait(indexedDB.open(name ?? ''));
      const stores = [...database.objectStoreNames];
      for (const store of stores) count += await wait(database.transaction(store).objectStore(store).count());
      database.close();
    }
    return count;
  });

for (const kind of ['worker', 'service worker'] as const) {
  test(`what a ${kind} tracks is in ClickHouse exactly once (posthog-js#547)`, async ({
    sharedCollector: collector,
    page,
  }, { testId }) => {
    const { server, url, worker } = await startSite();
    const site = `${testId}.localhost`;
    worker.text = toWorker(collector.url, site);
    await addSite(collector.url, site, [url]);
    await page.goto(url);
    await tell(page, kind, { names: ['one', 'two'], isSent: true });
    await expect.poll(() => storedByName(collector.url, site)).toEqual({ one: 1, two: 1 });

    // A worker that ends before its batch is due leaves it to the next of its origin.
    await tell(page, kind, { names: ['three'], isSent: false });
    if (kind === 'worker') {
      await expect.poll(() => countKept(page)).toBe(1);
      await page.evaluate(() => (globalThis as { own?: Worker }).own?.terminate());
      await page.reload();
    }
    await tell(page, kind, { names: ['four'], isSent: true });
    const all = { one: 1, two: 1, three: 1, four: 1 };
    await expect.poll(() => storedByName(collector.url, site)).toEqual(all);
    await expect.poll(() => countKept(page)).toBe(0);
    expect(await storedByName(collector.url, site)).toEqual(all);
    server.closeAllConnections();
    server.close();
  });
}
