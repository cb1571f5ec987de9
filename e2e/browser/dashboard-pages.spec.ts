import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fillWithEverything, open, pageNames, widthOfContent, withFunnel } from '../support/dashboard.ts';
import { send } from '../support/send.ts';
import { expect, test } from './stack.ts';

test('each page fits a desk and a phone, in light and in dark', async ({
  stack: { collector, site },
  page,
}, info) => {
  test.setTimeout(480_000);
  // For docs/guide/dashboard.md, which tells how.
  const images = process.env['PASSERBY_SCREENSHOTS'] ?? info.outputPath();
  await fillWithEverything(collector.url, site, 500);
  const outside: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(collector.url)) outside.push(request.url());
  });
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1440, 360]) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 1000 });
      await page.goto(collector.url + withFunnel);
      for (const name of pageNames) {
        await open(page, name);
        expect([name, await widthOfContent(page)]).toEqual([name, width]);
        await page.screenshot({
          path: join(images, `${name.toLowerCase()}-${colorScheme}-${width}.webp`),
          type: 'webp',
          quality: 80,
          fullPage: true,
        });
      }
    }
  }
  expect(outside).toEqual([]);
});

test('a number in a table filters all pages, and the address keeps table, order and search', async ({
  stack: { collector, site },
  page,
}) => {
  await fillWithEverything(collector.url, site, 80);
  await page.goto(`${collector.url}/`);
  await open(page, 'Sources');
  await page.getByRole('radio', { name: 'Source', exact: true }).check();
  await page
    .getByRole('row', { name: /^Google/ })
    .getByRole('cell')
    .first()
    .click();
  const chip = page.getByRole('button', { name: 'Remove filter: Source is Google' });
  await expect(chip).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(2);

  await open(page, 'Devices');
  await page.getByRole('button', { name: 'Bounce rate' }).click();
  await page.getByRole('searchbox').fill('o');
  await expect(page).toHaveURL(/view=devices.*sort=bounce_rate&find=o.*source=Google/);
  await page.reload();
  await expect(page.getByRole('columnheader', { name: 'Bounce rate' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  await expect(page.getByRole('searchbox')).toHaveValue('o');
  await expect(chip).toBeVisible();
  await expect(page.getByRole('button', { name: 'Edge' })).toBeHidden();

  await open(page, 'Locations');
  await page.getByRole('radio', { name: 'Region' }).check();
  await expect(page.getByText('a database that knows regions and cities')).toBeVisible();
  await page.getByRole('radio', { name: 'City' }).check();
  // The bundled database knows countries alone.
  await page.getByRole('button', { name: 'Unknown' }).click();
  await expect(page).toHaveURL(/by=city&source=Google&city=$/);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Remove filter: City is Unknown' })).toBeVisible();

  await page.getByRole('radio', { name: 'Custom' }).check();
  const dates = page.getByRole('form', { name: 'Custom dates' });
  await dates.getByLabel('From', { exact: true }).fill('2026-01-01');
  await dates.getByLabel('To', { exact: true }).fill('2026-01-31');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/range=2026-01-01\.\.2026-01-31/);
});

test('a table is taken away as CSV in which no name is a formula', async ({
  stack: { collector, site },
  page,
}) => {
  const url = `https://${site}/`;
  const name = '=HYPERLINK("https://evil.example")';
  await send(collector.url, site, [
    { id: randomUUID(), type: 'event', name, time: Date.now(), url },
    { id: randomUUID(), type: 'event', name: 'plain, with a comma', time: Date.now(), url },
  ]);
  await page.goto(`${collector.url}/?view=events`);
  await expect(page.getByRole('row')).toHaveCount(3);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`${site}-name-7d.csv`);
  expect(await readFile(await download.path(), 'utf8')).toBe(
    '\uFEFFEvent,Events,Visitors\r\n"\'=HYPERLINK(""https://evil.example"")",1,1\r\n"plain, with a comma",1,1\r\n',
  );
});

test('a funnel is built by hand, told by device, and its steps filter', async ({
  stack: { collector, site },
  page,
}) => {
  await fillWithEverything(collector.url, site, 80);
  await page.goto(`${collector.url}/?view=funnels`);
  await expect(page.getByText('Add two steps or more')).toBeVisible();
  const form = page.getByRole('form', { name: 'Steps' });
  for (const [kind, name] of [
    ['Page', '/'],
    ['Page', '/pri*'],
    ['Event', 'signup'],
  ] as const) {
    await form.getByLabel('Next step').selectOption(kind);
    await form.getByLabel('Page, event or goal').fill(name);
    await page.keyboard.press('Enter');
  }
  const rows = page.getByRole('region', { name: 'Funnels' }).getByRole('row');
  await expect(rows).toHaveCount(4);
  await expect(page).toHaveURL(/view=funnels.*step=page:\/&step=page:\/pri\*&step=event:signup/);
  await form.getByRole('combobox', { name: 'By', exact: true }).selectOption('Device');
  await expect(page.getByRole('button', { name: 'Desktop' })).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as CSV' }).click(),
  ]);
  expect((await readFile(await download.path(), 'utf8')).split('\r\n')[0]).toBe(
    '\uFEFFDevice,Step,Visitors,Of the step before,Of the first,Left before it',
  );
  await page.getByRole('button', { name: 'signup', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Remove filter: Event is signup' })).toBeVisible();
  await page.getByRole('button', { name: 'Remove step: 2 Page /pri*' }).click();
  await expect(page).toHaveURL(/step=page:\/&step=event:signup/);
});

test('events are told by a property, whose values filter', async ({ stack: { collector, site }, page }) => {
  await fillWithEverything(collector.url, site, 80);
  await page.goto(`${collector.url}/?view=events`);
  await page.getByRole('combobox', { name: 'Property' }).selectOption('plan');
  await page.getByRole('button', { name: 'duo', exact: true }).click();
  await expect(page).toHaveURL(/by=prop\.plan.*prop\.plan=duo/);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Remove filter: plan is duo' })).toBeVisible();
  await page.getByRole('radio', { name: 'Event' }).check();
  await expect(page.getByRole('button', { name: 'signup' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'order' })).toBeHidden();
});

test('paths lead on from a page that is clicked', async ({ stack: { collector, site }, page }) => {
  await fillWithEverything(collector.url, site, 80);
  await page.goto(`${collector.url}/?view=paths`);
  const graph = page.getByRole('group', { name: 'Paths' });
  await graph.getByRole('button', { name: '/pricing' }).last().click();
  await expect(page).toHaveURL(/from=\/pricing/);
  await expect(page.getByRole('radio', { name: 'From a page' })).toBeChecked();
  await expect(graph.getByRole('button').first()).toContainText('/pricing');
  await page.getByRole('radio', { name: 'To a page' }).check();
  await expect(page).toHaveURL(/to=\/pricing/);
  await expect(graph.getByText('Visit begins').first()).toBeVisible();
});

test('the keyboard opens pages, changes the view and tells which keys there are', async ({
  stack: { collector, site },
  page,
}) => {
  await fillWithEverything(collector.url, site, 30);
  await page.goto(`${collector.url}/`);
  await expect(page.getByRole('link', { name: 'Overview', exact: true })).toHaveAttribute(
    'aria-current',
    'page',
  );
  await page.keyboard.press('5');
  await expect(page.getByRole('link', { name: 'Devices' })).toHaveAttribute('aria-current', 'page');
  for (const [key, name] of [
    ['1', 'Overview'],
    ['p', 'Settings'],
    ['n', 'Overview'],
    ['n', 'Pages'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page.getByRole('link', { name, exact: true })).toHaveAttribute('aria-current', 'page');
  }
  await page.keyboard.press('d');
  await expect(page).toHaveURL(/range=day/);
  await expect(page.getByRole('searchbox')).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('x5');
  await expect(page.getByRole('searchbox')).toHaveValue('x5');
  await page.getByRole('searchbox').blur();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('the live page moves while somebody looks, and the headline with it', async ({
  stack: { collector, site },
  page,
}) => {
  await page.goto(`${collector.url}/?view=live`);
  await expect(page.getByText('Nothing happened in the last half an hour.')).toBeVisible();
  const url = `https://${site}/just-now`;
  await send(collector.url, site, [{ id: randomUUID(), type: 'pageview', time: Date.now(), url }]);
  await expect(page.getByRole('region', { name: 'What just happened' })).toContainText('/just-now');
  await expect(page.getByRole('group', { name: 'Active visitors now' })).toContainText('1');
  const pages = page.getByRole('region', { name: 'What they look at' });
  await pages.getByRole('button', { name: '/just-now' }).click();
  await expect(page.getByRole('button', { name: 'Remove filter: Page is /just-now' })).toBeVisible();
  await expect(page.getByRole('group', { name: 'Page views', exact: true })).toContainText('1');
});

test('what a deployment or somebody notes stands in the chart, in words, and not in a shared link', async ({
  sharedCollector: collector,
  page,
}, { testId }) => {
  const site = `${testId}.localhost`;
  const post = (path: string, body: object): Promise<Response> =>
    fetch(`${collector.url}/api/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  expect((await post('sites', { site })).status).toBe(201);
  await send(collector.url, site, [
    { id: randomUUID(), type: 'pageview', time: Date.now(), url: `https://${site}/` },
  ]);
  const text = 'Version <b>2</b>';
  const link = 'https://git.example/commit/1a2b3c';
  expect((await post('annotations', { site_id: site, text, link })).status).toBe(201);
  await page.goto(`${collector.url}/?site=${site}&view=settings`);
  const form = page.getByRole('form', { name: 'Note it' });
  await form.getByLabel('What happened').fill('Newsletter');
  await page.keyboard.press('Enter');
  const noted = page.getByRole('region', { name: 'Annotations' });
  await expect(noted).toContainText('Newsletter');
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByText('2 annotations').click();
  await expect(page.getByRole('link', { name: text })).toHaveAttribute('href', link);
  // Midnight may pass between the note and now: then the day before has them.
  const slider = page.getByRole('slider');
  const inWords = /visitor.*\. Version <b>2<\/b>\. Newsletter$/;
  await slider.focus();
  if (!inWords.test((await slider.getAttribute('aria-valuetext')) ?? ''))
    await page.keyboard.press('ArrowLeft');
  await expect(slider).toHaveAttribute('aria-valuetext', inWords);
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Delete Newsletter' }).click();
  await expect(noted.getByText('Newsletter')).toHaveCount(0);
  const { path } = (await (await post(`sites/${site}/links`, {})).json()) as { path: string };
  await page.goto(`${collector.url}/${path}`);
  await expect(slider).toBeVisible();
  await expect(page.getByText(/annotation/)).toHaveCount(0);
});
