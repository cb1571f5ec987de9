import { expect, type Page, type Request } from '@playwright/test';
import type { Behaviour, Sent, Step } from './behaviours.ts';

/** The query API of the collector that the shop sends to, asked for days enough that midnight may pass. */
export type Ask = (query: {
  metrics: ['events'];
  dimensions: ['event:name'] | ['event:page'];
  filters?: [operator: 'is', dimension: 'event:name', values: string[]][];
}) => Promise<{ results: { dimensions: string[]; metrics: unknown[] }[] }>;

/**
 * Drives the production build of an adapter's example shop, in a fresh site of a collector, and compares what the
 * query API answers with what the behaviour says. `toSent` tells what the framework sends
 * instead.
 */
export async function runBehaviour(
  behaviour: Behaviour,
  page: Page,
  shopUrl: string,
  ask: Ask,
  toSent: (part: Sent) => Sent = (part) => part,
): Promise<void> {
  const { steps, pages, events = {}, sent = [] } = behaviour;
  const told: Record<string, unknown>[] = [];
  page.on('request', (request) => told.push(...eventsOf(request)));
  // The roaster's site is not ours.
  await page.route(/roaster\.example/, (route) =>
    route.fulfill({ contentType: 'text/html', body: 'Roaster' }),
  );

  const count = async (query: Parameters<Ask>[0]): Promise<Record<string, unknown>> => {
    const { results } = await ask(query);
    return Object.fromEntries(results.map(({ dimensions: [name = ''], metrics: [value] }) => [name, value]));
  };
  const byName = (): Promise<Record<string, unknown>> =>
    count({ metrics: ['events'], dimensions: ['event:name'] });
  const byPage = (): Promise<Record<string, unknown>> =>
    count({
      metrics: ['events'],
      dimensions: ['event:page'],
      filters: [['is', 'event:name', ['pageview']]],
    });
  const stored = async (): Promise<number> =>
    Object.values(await byName()).reduce<number>((sum, value) => sum + Number(value), 0);

  for (const step of steps) await take(step, page, shopUrl, stored);
  for (const part of sent)
    await expect.poll(() => told).toContainEqual(expect.objectContaining(toSent(part)));
  await page.close({ runBeforeUnload: true });
  // By another visitor, after all that was to come: when it has arrived, nothing else is on its way.
  const last = await page.context().browser()?.newContext();
  const lastPage = await last?.newPage();
  await lastPage?.goto(`${shopUrl}/nowhere/last`);
  await expect.poll(byPage, { timeout: 20_000 }).toEqual({ ...pages, '/nowhere/last': 1 });
  await last?.close();
  const views = Object.values(pages).reduce((sum, value) => sum + value, 1);
  await expect.poll(byName, { timeout: 20_000 }).toEqual({ ...events, pageview: views });
}

async function take(step: Step, page: Page, shopUrl: string, stored: () => Promise<number>): Promise<void> {
  if ('open' in step) {
    // A page that a server has rendered is there before it is at work.
    const counted = page.waitForRequest((request) => request.url().endsWith('/api/v1/events'));
    await page.goto(shopUrl + step.open);
    await counted;
    await page.getByRole('navigation').waitFor();
  } else if ('follow' in step) await page.getByRole('link', { name: step.follow }).click();
  else if ('press' in step) await page.getByRole('button', { name: step.press }).click();
  else if ('search' in step) {
    await page.getByRole('searchbox').fill(step.search);
    await page.getByRole('searchbox').press('Enter');
  } else if ('back' in step) await page.goBack();
  else if ('reload' in step) await page.reload();
  else if ('leaveAndReturn' in step) await leaveAndReturn(page, step.leaveAndReturn);
  else if ('push' in step) await page.evaluate(`history.pushState(null, '', '${step.push}')`);
  else if ('offline' in step) await page.context().setOffline(step.offline);
  else if ('scrollTo' in step) await page.getByText(step.scrollTo).scrollIntoViewIfNeeded();
  else if ('see' in step) await page.getByText(step.see).filter({ visible: true }).first().waitFor();
  else await expect.poll(stored, { timeout: 20_000 }).toBe(step.stored);
}

async function leaveAndReturn(page: Page, link: string): Promise<void> {
  await page.evaluate(() => Object.assign(globalThis, { isKept: true }));
  const from = page.url();
  await page.getByRole('link', { name: link }).click();
  await page.waitForURL((url) => url.href !== from);
  await page.goBack({ waitUntil: 'commit' });
  // Else the page was loaded anew, which is another behaviour.
  await expect.poll(() => page.evaluate(() => 'isKept' in globalThis)).toBe(true);
}

/** Chromium does not show the body of a beacon (playwright#12231), and some are compressed. */
function eventsOf(request: Request): Record<string, unknown>[] {
  if (!request.url().endsWith('/api/v1/events')) return [];
  try {
    return (request.postDataJSON() as { events: Record<string, unknown>[] } | null)?.events ?? [];
  } catch {
    return []; // Compressed.
  }
}
