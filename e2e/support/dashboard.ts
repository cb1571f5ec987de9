import { randomUUID } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import { sendMadeUpWeek } from './made-up-week.ts';
import { send } from './send.ts';

/** What each page of the dashboard shows once it has its numbers. */
const ready = {
  Overview: (page: Page) => page.getByRole('region', { name: 'Countries' }).getByRole('listitem').first(),
  Pages: (page: Page) => page.getByRole('button', { name: '/pricing', exact: true }),
  Sources: (page: Page) => page.getByRole('button', { name: 'Organic Search' }),
  Locations: (page: Page) => page.getByRole('button', { name: 'Germany' }),
  Devices: (page: Page) => page.getByRole('button', { name: 'Firefox' }),
  Events: (page: Page) => page.getByRole('button', { name: 'signup' }),
  Live: (page: Page) =>
    page.getByRole('region', { name: 'What just happened' }).getByRole('listitem').first(),
  Delivery: (page: Page) =>
    page.getByRole('region', { name: 'Rejected events' }).getByRole('listitem').first(),
  Settings: (page: Page) => page.getByRole('form', { name: 'Make a token' }),
};

export type PageName = keyof typeof ready;
export const pageNames = Object.keys(ready) as PageName[];

/** Goes to a page by its tab and waits for its numbers. */
export async function open(page: Page, name: PageName): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
  await expect(ready[name](page)).toBeVisible();
}

/** A week, something that happens now, and an event that is refused: no page is empty. */
export async function fillWithEverything(collectorUrl: string, site: string, visits: number): Promise<void> {
  await sendMadeUpWeek(collectorUrl, site, visits);
  const now = Date.now();
  const url = `https://${site}/pricing`;
  await send(collectorUrl, site, [
    { id: randomUUID(), type: 'pageview', time: now - 65_000, url: `https://${site}/` },
    { id: randomUUID(), type: 'pageview', time: now, url },
    { id: randomUUID(), type: 'event', name: 'signup', time: now, url, props: { plan: 'duo' } },
    { id: randomUUID(), type: 'event', name: 'broken', time: now, url, props: { plan: {} as string } },
  ]);
}

/** Width that the page takes, scrolled or not, in CSS pixels. */
export const widthOfContent = (page: Page): Promise<number> =>
  page.locator('html').evaluate((root) => root.scrollWidth);
