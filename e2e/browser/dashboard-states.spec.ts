import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { addSite } from '../support/add-site.ts';
import { startCollector } from '../support/collector.ts';
import { fillWithEverything, open, type PageName, pageNames, widthOfContent } from '../support/dashboard.ts';
import { send } from '../support/send.ts';
import { expect, test } from './stack.ts';

/** Each shows numbers of its own. */
const numbered = pageNames.filter((name) => name !== 'Settings');

test.beforeEach(({ page }) => page.setViewportSize({ width: 360, height: 900 }));

async function goTo(page: Page, name: PageName): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
}

test('without a network every page says that its numbers are from before, and moves again by itself', async ({
  stack: { collector, site },
  page,
  context,
}) => {
  test.slow(); // all pages, one after the other
  await fillWithEverything(collector.url, site, 40);
  await page.goto(`${collector.url}/?step=page:/&step=page:/pricing`);
  for (const name of numbered.filter((each) => each !== 'Funnels')) {
    await open(page, name);
    await context.setOffline(true);
    await expect(page.getByText(/^You are offline\./), name).toBeVisible();
    expect([name, await widthOfContent(page)]).toEqual([name, 360]);
    await context.setOffline(false);
    await expect(page.getByText('You are offline'), name).toHaveCount(0);
  }
});

test('a page whose script has not come yet says so without a network, and comes with it', async ({
  stack: { collector, site },
  page,
  context,
}) => {
  await send(collector.url, site, [
    { id: randomUUID(), type: 'pageview', time: Date.now(), url: `https://${site}/here` },
  ]);
  await page.goto(`${collector.url}/`);
  await expect(page.getByRole('group', { name: 'Visitors', exact: true })).toContainText('1');
  await context.setOffline(true);
  await goTo(page, 'Pages');
  await expect(page.getByText('This page could not be loaded.')).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByRole('button', { name: '/here', exact: true })).toBeVisible();
});

test('while the collector is away every page says so, tries again, and is well when it is back', async ({
  directory,
  page,
}) => {
  test.slow(); // two starts of a collector, and all pages
  const dataDir = join(directory, 'data');
  const env = { PASSERBY_TRUSTED_PROXIES: '127.0.0.1' };
  const collector = await startCollector({ dataDir, env });
  const site = 'away.localhost';
  await addSite(collector.url, site);
  await fillWithEverything(collector.url, site, 40);
  await page.goto(`${collector.url}/?step=page:/&step=page:/pricing&step=event:signup`);
  // Their scripts are there when the collector is not.
  for (const name of numbered) await open(page, name);
  await open(page, 'Overview');
  await collector.kill();

  const banner = page.getByRole('status').filter({ hasText: 'The figures are not up to date.' });
  await expect(banner).toContainText('The collector did not answer.');
  await expect(banner).toContainText(/Trying again in \d+ s\./);
  await expect(page.getByRole('group', { name: 'Active visitors now' })).toContainText('–');
  for (const name of numbered.slice(1)) {
    await goTo(page, name);
    await expect(page.getByRole('alert'), name).toContainText('The collector does not answer');
    await expect(page.getByText(/Trying again in \d+ s\./)).toBeVisible();
    expect([name, await widthOfContent(page)]).toEqual([name, 360]);
    // No empty world above it.
    await expect(page.getByRole('group', { name: /^Map/ })).toHaveCount(0);
  }
  await goTo(page, 'Settings');
  await expect(page.getByText('The collector did not answer.').first()).toBeVisible();

  await goTo(page, 'Live');
  const alert = page.getByRole('alert').filter({ hasText: 'The collector does not answer' });
  await expect(alert).toBeVisible();
  const again = await startCollector({ dataDir, env, port: Number(new URL(collector.url).port) });
  // Not before half a minute by itself, after so many attempts.
  await alert
    .getByRole('button', { name: 'Try now' })
    .click({ timeout: 5_000 })
    // It may have come by itself meanwhile.
    .catch(() => undefined);
  await expect(page.getByText('What they look at')).toBeVisible();
  await open(page, 'Overview');
  await expect(page.getByText('The figures are not up to date.')).toHaveCount(0);
  await again.stop();
});

test('what the collector cannot do is told in its own words, with what was read before still there', async ({
  stack: { collector, site },
  page,
}) => {
  await fillWithEverything(collector.url, site, 40);
  /** What becomes of queries: they pass, are held until `release`, or are answered with this status. */
  let fate: 'pass' | 'hold' | number = 'hold';
  let release: (() => void) | undefined;
  await page.route('**/api/v1/query', async (route) => {
    if (typeof fate === 'number') {
      const error = { code: 'too_much', message: `Refused with ${fate}.` };
      return route.fulfill({ status: fate, json: { error }, headers: { 'retry-after': '9' } });
    }
    if (fate === 'hold') await new Promise<void>((resolve) => (release = resolve));
    return route.continue();
  });
  await page.goto(`${collector.url}/?view=pages`);
  await expect(page.getByText('Loading …')).toBeVisible();
  await expect.poll(() => release).toBeDefined();
  fate = 422;
  release?.();
  const table = page.getByRole('region', { name: 'Page', exact: true });
  await expect(table).toHaveAttribute('aria-busy', 'false');
  await page.getByRole('radio', { name: 'Last 28 days' }).check();
  await expect(table).toHaveAttribute('aria-busy', 'true');
  await expect(table.getByRole('status')).toContainText('The figures are not up to date. Refused with 422.');
  await expect(table.getByRole('status')).toContainText('Trying again in 9 s.');
  await expect(table.getByRole('row')).not.toHaveCount(0);

  await page.reload();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('The collector cannot answer this view');
  await expect(alert).toContainText('Refused with 422.');
  fate = 503;
  await alert.getByRole('button', { name: 'Try now' }).click();
  await expect(alert).toContainText('The collector has a problem');
  fate = 'pass';
  await alert.getByRole('button', { name: 'Try now' }).click();
  await expect(table).toHaveAttribute('aria-busy', 'false');
});

test('a range of which there is nothing is an empty page in words, and so is a filter that nobody matches', async ({
  stack: { collector, site },
  page,
}) => {
  await fillWithEverything(collector.url, site, 10);
  const nobody = 'Nobody passed by in this range.';
  for (const [view, text] of [
    ['overview', nobody],
    ['pages', 'Nothing in this range.'],
    ['locations', 'Nothing in this range.'],
    ['events', 'No custom events in this range.'],
    ['paths', nobody],
    ['revenue', 'No revenue in this range.'],
    ['delivery', 'Nothing was sent in this range'],
  ] as const) {
    await page.goto(`${collector.url}/?view=${view}&range=2026-01-01..2026-01-03`);
    await expect(page.getByText(text).first(), view).toBeVisible();
    expect([view, await widthOfContent(page)]).toEqual([view, 360]);
  }
  await page.goto(`${collector.url}/?page=/nowhere`);
  await expect(page.getByText('Nobody passed by who matches these filters.')).toBeVisible();
  await page.goto(`${collector.url}/?view=pages&find=nowhere`);
  await expect(page.getByText('Nothing contains “nowhere”.')).toBeVisible();
});

test('a site that is not there says so and leads to one that is, which waits for its first visit', async ({
  stack: { collector, site },
  page,
}) => {
  await page.goto(`${collector.url}/?site=${'gone.'.repeat(20)}example`);
  await expect(page.getByRole('heading', { name: /^There is no site “gone\./ })).toBeVisible();
  expect(await widthOfContent(page)).toBe(360);
  await page.getByRole('button', { name: `Open ${site}` }).click();
  await expect(page.getByRole('heading', { name: 'Waiting for the first visit' })).toBeVisible();
  await expect(page.getByText(`data-site="${site}"`)).toBeVisible();
  expect(await widthOfContent(page)).toBe(360);
  await send(collector.url, site, [
    { id: randomUUID(), type: 'pageview', time: Date.now(), url: `https://${site}/` },
  ]);
  await expect(page.getByRole('group', { name: 'Visitors', exact: true })).toContainText('1');
});
