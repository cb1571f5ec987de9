import { randomUUID } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import type { Event, NewPlan, PlanDocument, RejectedReply } from '@passerby/wire';
import { sendMadeUpVisits } from './made-up-visits.ts';
import { send } from './send.ts';

/** What each page of the dashboard shows once it has its numbers. */
const ready = {
  Overview: (page: Page) => page.getByRole('region', { name: 'Countries' }).getByRole('listitem').first(),
  Pages: (page: Page) => page.getByRole('button', { name: '/pricing', exact: true }),
  Sources: (page: Page) => page.getByRole('button', { name: 'Organic Search' }),
  Locations: (page: Page) => page.getByRole('row', { name: /^Germany/ }),
  Devices: (page: Page) => page.getByRole('button', { name: 'Firefox' }),
  Events: (page: Page) => page.getByRole('button', { name: 'signup' }),
  Funnels: (page: Page) => page.getByRole('button', { name: 'signup', exact: true }),
  Paths: (page: Page) => page.getByRole('group', { name: 'Paths' }).getByRole('button').first(),
  Retention: (page: Page) => page.getByRole('region', { name: 'Retention' }).getByRole('row').nth(1),
  Revenue: (page: Page) => page.getByRole('region', { name: 'Revenue in EUR' }),
  Live: (page: Page) =>
    page.getByRole('region', { name: 'What just happened' }).getByRole('listitem').first(),
  Plan: (page: Page) => page.getByRole('region', { name: 'Against the plan' }).getByRole('listitem').first(),
  Delivery: (page: Page) =>
    page.getByRole('region', { name: 'Rejected events' }).getByRole('listitem').first(),
  Settings: (page: Page) => page.getByRole('form', { name: 'Make a token' }),
};

export type PageName = keyof typeof ready;
export const pageNames = Object.keys(ready) as PageName[];

/** Where the funnel has steps; they stay while one goes from page to page. */
export const withFunnel = '/?step=page:/&step=page:/pricing&step=event:signup';

/** Goes to a page by its tab and waits for its numbers. */
export async function open(page: Page, name: PageName): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
  await expect(ready[name](page)).toBeVisible();
}

/** Holds a site to a plan. */
export async function pushPlan(collectorUrl: string, site: string, plan: PlanDocument): Promise<void> {
  const response = await fetch(`${collectorUrl}/api/v1/sites/${site}/plan`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mode: 'reject', plan } satisfies NewPlan),
  });
  expect(response.status, await response.text()).toBe(200);
}

/** Sends an event that is against the plan until it is listed as rejected: collectors follow a plan within a second. */
export async function violatePlan(collectorUrl: string, site: string, name: string): Promise<void> {
  await expect
    .poll(
      async () => {
        const url = `https://${site}/`;
        await send(collectorUrl, site, [{ id: randomUUID(), type: 'event', name, time: Date.now(), url }]);
        const response = await fetch(`${collectorUrl}/api/v1/rejected?site_id=${site}`);
        return ((await response.json()) as RejectedReply).rejected.map(({ code }) => code);
      },
      { timeout: 30_000 },
    )
    .toContain('plan_violation');
}

const plan: PlanDocument = {
  version: 2,
  allowOthers: true,
  events: {
    signup: {
      description: 'A visitor has an account now.',
      owner: 'growth',
      props: {
        type: 'object',
        properties: {
          plan: { enum: ['solo', 'duo', 'team'], description: 'What it costs.' },
          seats: { type: 'integer' },
        },
      },
    },
    refund: {
      owner: 'billing',
      props: { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] },
    },
  },
};

/**
 * A week, something that happens now, who comes back and buys, a plan with an event that is against it, and one that is
 * refused: no page is empty. Answers which moment it took for now.
 */
export async function fillWithEverything(
  collectorUrl: string,
  site: string,
  visits: number,
): Promise<number> {
  await pushPlan(collectorUrl, site, { ...plan, version: 1 });
  await pushPlan(collectorUrl, site, plan);
  await sendMadeUpVisits(collectorUrl, site, { visits });
  const now = Date.now();
  const url = `https://${site}/pricing`;
  await send(collectorUrl, site, [
    { id: randomUUID(), type: 'pageview', time: now - 65_000, url: `https://${site}/` },
    { id: randomUUID(), type: 'pageview', time: now, url },
    { id: randomUUID(), type: 'event', name: 'signup', time: now, url, props: { plan: 'duo' } },
    { id: randomUUID(), type: 'event', name: 'broken', time: now, url, props: { plan: {} as string } },
  ]);
  for (const [index, visitor] of ['ada', 'ben', 'cleo', 'dan'].entries()) {
    const events: Event[] = [3, 2, 0].slice(0, 3 - (index % 3)).flatMap((daysAgo) => {
      const time = now - daysAgo * 86_400_000 - index * 1000;
      const revenue = { amount: 19 + 10.5 * index, currency: index === 3 ? 'USD' : 'EUR' };
      return [
        { id: randomUUID(), type: 'pageview', time, url },
        { id: randomUUID(), type: 'event', name: 'order', time, url, revenue },
      ];
    });
    await send(collectorUrl, site, events, {}, { visitor });
  }
  await violatePlan(collectorUrl, site, 'refund');
  return now;
}

/** Width that the page takes, scrolled or not, in CSS pixels. */
export const widthOfContent = (page: Page): Promise<number> =>
  page.locator('html').evaluate((root) => root.scrollWidth);
