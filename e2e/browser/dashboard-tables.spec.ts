import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import type { Event } from '@passerby/wire';
import { fillWithEverything, open } from '../support/dashboard.ts';
import { send } from '../support/send.ts';
import { expect, test } from './stack.ts';

/** Lines of the file that a table is saved as, and its name. */
async function save(page: Page, table: Locator): Promise<{ name: string; lines: string[] }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    table.getByRole('button', { name: 'Save as CSV' }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  return { name: download.suggestedFilename(), lines: text.slice(1).trimEnd().split('\r\n') };
}

const region = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });

test('each table is taken away as CSV', async ({ stack: { collector, site }, page }) => {
  await fillWithEverything(collector.url, site, 60);
  await page.goto(`${collector.url}/`);
  const sources = await save(page, region(page, 'Sources'));
  expect(sources.name).toBe(`${site}-source-7d.csv`);
  expect(sources.lines[0]).toBe('Source,Visitors');
  expect(sources.lines).toContainEqual(expect.stringMatching(/^Google,\d+$/));
  await page.getByText('Show as a table').click();
  const overTime = await save(page, region(page, 'Over time'));
  expect(overTime.name).toBe(`${site}-over-time-7d.csv`);
  expect(overTime.lines).toHaveLength(8);
  expect(overTime.lines[0]).toBe('Day,Visitors,Page views');
  expect(overTime.lines[1]).toMatch(/^\d{4}-\d\d-\d\d,\d+,\d+$/);

  await open(page, 'Live');
  const pages = await save(page, region(page, 'What they look at'));
  expect([pages.name, ...pages.lines.slice(0, 2)]).toEqual([
    `${site}-live-pages.csv`,
    'Page,Visitors',
    expect.stringMatching(/^\/\w*,\d+$/),
  ]);
  const events = await save(page, region(page, 'What just happened'));
  expect(events.name).toBe(`${site}-live-events.csv`);
  expect(events.lines[0]).toBe('Time,Event,Page,Country,Device,Source');
  expect(events.lines).toContainEqual(expect.stringMatching(/^\d{4}-\d\d-\d\dT\S+Z,order,\/pricing,/));

  await open(page, 'Delivery');
  const delivery = await save(page, region(page, 'Over time'));
  expect(delivery.lines[0]).toBe('Day,Received,Stored,On their way,Duplicates,Rejected,Never arrived');
  expect(delivery.lines[1]).toMatch(/^\d{4}-\d\d-\d\d(,\d+){6}$/);
  const reasons = await save(page, region(page, 'Why events were rejected'));
  expect(reasons.lines).toContain('invalid_props,1');
  const rejected = await save(page, region(page, 'Rejected events of the last 30 days'));
  expect(rejected.name).toBe(`${site}-rejected.csv`);
  expect(rejected.lines[0]).toBe('Received,Reason,Message,Event');
  expect(rejected.lines).toContainEqual(expect.stringMatching(/Z,invalid_props,.*,"\{""/));
});

test('bots are kept and told by the reason, and count nowhere else', async ({
  stack: { collector, site },
  page,
}) => {
  const view = (): Event => ({
    id: randomUUID(),
    type: 'pageview',
    time: Date.now(),
    url: `https://${site}/`,
  });
  const googlebot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
  await send(collector.url, site, [view(), view()], { 'user-agent': googlebot });
  await send(collector.url, site, [view()]);
  await page.goto(`${collector.url}/?site=${site}&view=delivery`);
  const bots = region(page, 'Bots');
  await expect(bots).toContainText('2 page views and events, in no other number');
  await expect(bots.getByRole('definition')).toHaveText('2');
  await expect(bots.getByRole('term')).toHaveText('Say so');
});

test('a reason leads to the events rejected for it, which alone are tried again', async ({
  stack: { collector, site },
  page,
}) => {
  await fillWithEverything(collector.url, site, 10);
  await page.goto(`${collector.url}/?view=delivery`);
  const rejected = region(page, 'Rejected events of the last 30 days');
  await expect(rejected.getByRole('listitem').filter({ hasText: 'plan_violation' })).not.toHaveCount(0);
  const reason = region(page, 'Why events were rejected').getByRole('button', {
    name: /^Properties that cannot be stored invalid_props/,
  });
  await reason.click();
  await expect(reason).toHaveAttribute('aria-pressed', 'true');
  await expect(page).toHaveURL(/find=invalid_props/);
  const event = rejected.getByRole('listitem');
  await expect(event).toHaveText([/invalid_props/]);
  const remedy = event.getByText('Make what the message names a short text');
  await expect(remedy).toBeHidden();
  await event.getByText('Properties that cannot be stored').click();
  await expect(remedy).toBeVisible();
  const replayed = page.waitForRequest('**/api/v1/rejected/replay');
  await rejected.getByRole('button', { name: 'Try them again' }).click();
  expect((await replayed).postDataJSON()).toEqual({ site_id: site, codes: ['invalid_props'] });
  await expect(rejected.getByText('0 of 1 event came in.')).toBeVisible();
  await page.reload();
  await expect(rejected.getByRole('listitem')).toHaveText([/invalid_props/]);
  await rejected
    .getByRole('button', { name: 'Remove filter: Properties that cannot be stored invalid_props' })
    .click();
  await expect(rejected.getByRole('listitem').filter({ hasText: 'plan_violation' })).not.toHaveCount(0);
});

test('a point of the chart leads to its day and hour by mouse, keyboard, table and the second tap of a finger', async ({
  stack: { collector, site },
  browser,
}) => {
  await fillWithEverything(collector.url, site, 60);
  const page = await browser.newPage({ hasTouch: true });
  const week = `${collector.url}/?site=${site}&range=2026-01-05..2026-01-11`;
  const chart = page.getByRole('slider', { name: 'Point in time' });
  const middle = async (): Promise<{ x: number; y: number }> => {
    const { x, y, width, height } = (await chart.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    return { x: x + width / 2, y: y + height / 2 };
  };
  await page.goto(week);
  await expect(chart.locator('canvas')).toBeVisible();
  const { x, y } = await middle();
  await page.mouse.move(x, y);
  await page.mouse.click(x, y);
  await expect(page).toHaveURL(/range=2026-01-08\.\.2026-01-08/);
  await expect(chart).toHaveAttribute('aria-valuemax', '23');
  await page.mouse.click(x, y);
  const hour = /range=2026-01-08T1[12]:00\.\.2026-01-08T1[23]:00/;
  await expect(page).toHaveURL(hour);
  // There is nothing finer than an hour.
  await expect(chart).toHaveAttribute('aria-valuemax', '0');
  await chart.press('Enter');
  await expect(page).toHaveURL(hour);

  await page.goto(week);
  await expect(chart.locator('canvas')).toBeVisible();
  await chart.press('ArrowLeft');
  await chart.press('Enter');
  await expect(page).toHaveURL(/range=2026-01-10\.\.2026-01-10/);

  await page.goto(`${collector.url}/?site=${site}&range=2026-01-08..2026-01-08`);
  await expect(chart).toHaveAttribute('aria-valuemax', '23');
  await chart.press('End');
  await chart.press('Enter');
  await expect(page).toHaveURL(/range=2026-01-08T23:00\.\.2026-01-09T00:00/);

  await page.goto(week);
  await page.getByText('Show as a table').click();
  await page.getByRole('button', { name: 'Friday 9 January' }).click();
  await expect(page).toHaveURL(/range=2026-01-09\.\.2026-01-09/);

  await page.goto(week);
  await expect(chart.locator('canvas')).toBeVisible();
  const spot = await middle();
  await page.touchscreen.tap(spot.x, spot.y);
  await expect(page.locator('.readout')).toContainText('Thursday 8 January');
  await expect(page).toHaveURL(/range=2026-01-05/);
  await page.touchscreen.tap(spot.x, spot.y);
  await expect(page).toHaveURL(/range=2026-01-08\.\.2026-01-08/);
  await page.close();
});
