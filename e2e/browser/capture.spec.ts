import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { ask } from '../support/ask.ts';
import { startCapturePage, type CapturePage } from '../support/capture-page.ts';
import { runPasserby } from '../support/collector.ts';
import { expect, test as base } from './stack.ts';

type Told = [name: string, props: Record<string, unknown>];

interface Capture extends CapturePage {
  /** A tab in which everything is tracked. */
  open(): Promise<Page>;
  /** What all tabs have told of a name so far, also those that are closed. */
  told(name: string): Promise<Told[1][]>;
  /** Resolves once ClickHouse has so many events of a name. */
  stored(name: string, count: number): Promise<void>;
}

const test = base.extend<{ capture: Capture }>({
  capture: async ({ stack: { collector }, directory, context }, use) => {
    const site = 'capture.localhost';
    const page = await startCapturePage(collector.url, site);
    await runPasserby(['site', 'add', site, '--origin', page.url], join(directory, 'data'));
    await use({
      ...page,
      async open() {
        const tab = await context.newPage();
        await tab.goto(`${page.url}/`);
        return tab;
      },
      async told(wanted) {
        const reader = await context.newPage();
        await reader.goto(`${page.url}/reader`);
        const told = await reader.evaluate(() => localStorage.getItem('told') ?? '[]');
        await reader.close();
        return (JSON.parse(told) as Told[]).filter(([name]) => name === wanted).map(([, props]) => props);
      },
      async stored(name, expected) {
        const count = async (): Promise<unknown> => {
          const { results } = await ask(collector.url, {
            site_id: site,
            date_range: '7d',
            metrics: ['events'],
            filters: [['is', 'event:name', [name]]],
          });
          return results[0]?.metrics[0];
        };
        await expect.poll(count, { timeout: 20_000 }).toBe(expected);
      },
    });
    await page.stop();
  },
});

test('links to other sites are counted, however they are followed, and open as ever', async ({
  capture,
  context,
}) => {
  const page = await capture.open();
  const arrives = async (name: string, path: string): Promise<void> => {
    await page.getByRole('link', { name }).click();
    await page.waitForURL((url) => url.href.startsWith(`${capture.elsewhere}${path}`));
    await page.goBack();
  };
  await arrives('Another site', '/away?token=secret#part');
  await arrives('A click stopped on its way', '/stopped');
  await arrives('A link in the shadow', '/shadow');
  await arrives('A link in a drawing', '/svg');

  await page.getByRole('link', { name: 'Another site' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(`${capture.elsewhere}/away?token=secret#part`);
  await page.goBack();

  for (const options of [{ button: 'middle' as const }, { modifiers: ['ControlOrMeta' as const] }, {}]) {
    const opened = context.waitForEvent('page');
    await page.getByRole('link', { name: 'A new tab' }).click(options);
    await (await opened).close();
  }
  await page.getByRole('link', { name: 'A new tab' }).click({ button: 'right' });

  await page.close({ runBeforeUnload: true });
  const paths = ['/away', '/stopped', '/shadow', '/svg', '/away', '/tab', '/tab', '/tab'];
  expect(await capture.told('outbound-link')).toEqual(
    paths.map((path) => ({ url: capture.elsewhere + path })),
  );
  await capture.stored('outbound-link', paths.length);
});

test('a link of a router is not reloaded (umami#2949)', async ({ capture }) => {
  const page = await capture.open();
  await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));
  await page.getByRole('link', { name: 'A link of a router' }).click();
  await page.waitForURL(`${capture.url}/routed`);
  expect(await page.evaluate(() => 'isSamePage' in globalThis)).toBe(true);
  expect(await capture.told('outbound-link')).toEqual([]);
});

test('a file is counted and downloaded', async ({ capture }) => {
  const page = await capture.open();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'The manual' }).click();
  expect((await download).suggestedFilename()).toBe('manual.pdf');
  await page.close({ runBeforeUnload: true });
  expect(await capture.told('file-download')).toEqual([{ url: `${capture.url}/manual.pdf` }]);
  await capture.stored('file-download', 1);
});

test('a form is counted and sent, and no field is read', async ({ capture }) => {
  const page = await capture.open();
  await page.getByRole('button', { name: 'Join' }).click();
  await page.waitForURL(`${capture.url}/thanks?list=7`);
  await page.close({ runBeforeUnload: true });
  expect(await capture.told('form-submit')).toEqual([{ id: 'join', action: '/thanks', method: 'post' }]);
  await capture.stored('form-submit', 1);
});

test('errors are counted once each, with their place and without secrets', async ({ capture }) => {
  const page = await capture.open();
  // A listener that breaks when it is told of an error, each time in another way.
  await page.evaluate(() => {
    const { tracker } = globalThis as unknown as {
      tracker: { on(type: string, run: (tracked: { events: { name?: string }[] }) => void): void };
    };
    tracker.on('tracked', ({ events }) => {
      if (events[0]?.name === 'error') throw new Error(`broken ${Math.random()}`);
    });
  });
  for (const name of ['Fail', 'Reject', 'Fail', 'Reject']) await page.getByRole('button', { name }).click();
  await page.close({ runBeforeUnload: true });
  const source = `${capture.url}/app.js`;
  expect(await capture.told('error')).toEqual([
    { message: 'Script error.', type: 'Error' },
    { message: 'no answer from /api/me', type: 'TypeError', source, line: 2, column: 32 },
    { message: 'too much', type: 'RangeError', source, line: 3, column: 40 },
  ]);
  await capture.stored('error', 3);
});

test('the web vitals of a page view are counted once, INP and CLS at its end', async ({ capture }) => {
  const page = await capture.open();
  await page.getByRole('button', { name: 'Be slow' }).click();
  const soFar = async (): Promise<unknown[]> => (await capture.told('web-vital')).map(({ metric }) => metric);
  await expect.poll(soFar).toEqual(expect.arrayContaining(['TTFB', 'FCP', 'LCP']));
  expect(await soFar()).toHaveLength(3);
  await page.close({ runBeforeUnload: true });

  await capture.stored('web-vital', 5);
  const told = await capture.told('web-vital');
  expect(new Set(told.map(({ metric }) => metric))).toEqual(new Set(['CLS', 'FCP', 'INP', 'LCP', 'TTFB']));
  const slowness = told.find(({ metric }) => metric === 'INP')?.['value'];
  expect(slowness).toBeGreaterThan(100);
  for (const props of told) {
    expect(Object.keys(props)).toEqual(['metric', 'value', 'rating']);
    expect(props['rating']).toMatch(/^(good|needs-improvement|poor)$/);
  }
});
