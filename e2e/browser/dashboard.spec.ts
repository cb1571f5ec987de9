import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { Event } from '@passerby/wire';
import { addSite } from '../support/add-site.ts';
import { ask } from '../support/ask.ts';
import { sendMadeUpVisits } from '../support/made-up-visits.ts';
import { send } from '../support/send.ts';
import { expect, test } from './stack.ts';

/** `npm run e2e -- --update-snapshots` writes the README's picture anew. */
const picture = 'docs/images/dashboard.png';

test('the week of a shop is readable on a desk and on a phone, in light and in dark', async ({
  stack: { collector },
  page,
}, info) => {
  test.slow(); // a week of visits, and four pictures of it
  const site = 'coffee.example';
  const visits = 2_400;
  const { timezone, hoursAhead } = toEvening();
  await addSite(collector.url, site, [], timezone);
  await sendMadeUpVisits(collector.url, site, { visits, hoursAhead });
  await sendMadeUpVisits(collector.url, site, { visits: 4, days: 0.001 });
  await expect
    .poll(async () => {
      const { results } = await ask(collector.url, { site_id: site, metrics: ['visits'], date_range: '28d' });
      return results[0]?.metrics[0];
    })
    .toBeGreaterThan(visits * 0.9);
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1440, 360]) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 1000 });
      await page.goto(`${collector.url}/?site=${site}`);
      await expect(page.getByRole('group', { name: 'Visitors', exact: true }).getByRole('strong')).toHaveText(
        /^[\d,]+$/,
      );
      await expect(page.getByRole('region', { name: 'Countries' }).getByRole('listitem')).not.toHaveCount(0);
      expect(await widthOfContent(page)).toBeLessThanOrEqual(width);
      await page.screenshot({
        path: info.outputPath(`dashboard-${colorScheme}-${width}.png`),
        fullPage: true,
      });
      if (
        ['all', 'changed'].includes(info.config.updateSnapshots) &&
        colorScheme === 'light' &&
        width === 1440
      ) {
        await page.goto(`${collector.url}/?site=${site}&range=day`);
        await expect(page.getByRole('region', { name: 'Countries' }).getByRole('listitem')).not.toHaveCount(
          0,
        );
        await page.screenshot({ path: picture });
      }
    }
  }
});

/** A zone in which it is ten in the evening: today is a day like the others, whenever a picture is taken. */
function toEvening(): { timezone: string; hoursAhead: number } {
  const hoursAhead = ((22 - new Date().getUTCHours() + 36) % 24) - 12;
  // POSIX counts westwards.
  return { timezone: `Etc/GMT${hoursAhead > 0 ? '-' : '+'}${Math.abs(hoursAhead)}`, hoursAhead };
}

test('a row filters the page from the keyboard, and the address keeps the view', async ({
  stack: { collector, site },
  page,
}) => {
  await sendMadeUpVisits(collector.url, site, { visits: 40 });
  await page.goto(`${collector.url}/`);
  const row = page.getByRole('region', { name: 'Sources' }).getByRole('button', { name: /^Google / });
  await row.focus();
  await page.keyboard.press('Enter');
  const chip = page.getByRole('button', { name: 'Remove filter: Source is Google' });
  await expect(chip).toBeVisible();
  await expect(page).toHaveURL(/source=Google/);
  await expect(page.getByRole('region', { name: 'Sources' }).getByRole('listitem')).toHaveCount(1);

  await page.reload();
  await expect(chip).toBeVisible();
  await page.getByRole('button', { name: 'All but these: Google' }).click();
  await expect(page).toHaveURL(/source\.not=Google/);
  await expect(page.getByRole('button', { name: 'Remove filter: Source is not Google' })).toBeVisible();
  await expect(row).toBeHidden();
  await page.getByRole('button', { name: 'All but these: Google' }).click();
  await expect(chip).toBeVisible();
  await page.goto(collector.url);
  await expect(row).toBeVisible();
  await row.click();
  await page.goBack();
  await expect(chip).toBeHidden();
});

test('the range steps by its own length, by buttons and by keys', async ({
  sharedCollector: collector,
  page,
}, { testId }) => {
  const site = `${testId}.localhost`;
  await addSite(collector.url, site);
  await page.goto(`${collector.url}/?site=${site}&view=pages&range=2026-01-05..2026-01-11`);
  const before = page.getByRole('button', { name: 'The time before' });
  await before.click();
  await expect(page).toHaveURL(/range=2025-12-29\.\.2026-01-04/);
  await expect(page.getByText('29 December 2025 – 4 January 2026')).toBeVisible();
  await page.keyboard.press('.');
  await page.keyboard.press('.');
  await expect(page).toHaveURL(/range=2026-01-12\.\.2026-01-18/);
  // Midnight, which passes on, would make other days of the last seven.
  await page.clock.setFixedTime(Date.now());
  await page.goto(`${collector.url}/?site=${site}&view=pages&range=7d`);
  await expect(page.getByRole('button', { name: 'The time after' })).toBeDisabled();
  await before.click();
  await expect(page).not.toHaveURL(/range=7d/);
  await page.getByRole('button', { name: 'The time after' }).click();
  await expect(page.getByRole('radio', { name: 'Last 7 days' })).toBeChecked();
});

test('a range of hours is typed, refused while it ends before it begins, stepped and kept in the address', async ({
  sharedCollector: collector,
  page,
}, { testId }) => {
  const site = `${testId}.localhost`;
  await addSite(collector.url, site);
  const time = Date.UTC(
    new Date().getUTCFullYear(),
    new Date().getUTCMonth(),
    new Date().getUTCDate() - 1,
    13,
    30,
  );
  for (const minutes of [0, 60]) {
    const id = randomUUID();
    const url = `https://${site}/at-${minutes}`;
    await send(collector.url, site, [{ id, type: 'pageview', time: time + minutes * 60_000, url }]);
  }
  await expect
    .poll(() => ask(collector.url, { site_id: site, metrics: ['pageviews'], date_range: '7d' }))
    .toMatchObject({ results: [{ metrics: [2] }] });
  const day = new Date(time).toISOString().slice(0, 10);
  await page.goto(`${collector.url}/?site=${site}&range=${day}..${day}`);
  const form = page.getByRole('form', { name: 'Custom dates' });
  const [from, to] = [form.getByLabel('From this time'), form.getByLabel('To this time')];
  await from.fill('14:00');
  await to.fill('13:15');
  await expect(form.getByRole('alert')).toContainText('would end before it begins');
  await expect(form.getByRole('button', { name: 'Show' })).toBeDisabled();
  // The headline keeps its room beside all that.
  const headline = await page.getByRole('combobox', { name: 'Site' }).boundingBox();
  expect(headline?.width).toBeGreaterThan(200);
  await from.fill('13:00');
  await to.fill('14:15');
  await expect(form.getByRole('alert')).toBeEmpty();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`range=${day}T13:00\\.\\.${day}T14:15`));
  const pageViews = page.getByRole('group', { name: 'Page views', exact: true }).getByRole('strong');
  await expect(pageViews).toHaveText('1');
  await page.reload();
  await expect(from).toHaveValue('13:00');
  await expect(page.getByText(/13:00\s?–\s?14:15$/)).toBeVisible();
  await page.getByRole('button', { name: 'The time after' }).click();
  await expect(page).toHaveURL(new RegExp(`range=${day}T14:15\\.\\.${day}T15:30`));
  await expect(page.getByRole('button', { name: '/at-60' })).toBeVisible();

  // Without a time the day is meant to its end.
  await to.fill('');
  await to.press('Enter');
  const next = new Date(time + 86_400_000).toISOString().slice(0, 10);
  await expect(page).toHaveURL(new RegExp(`range=${day}T14:15\\.\\.${next}T00:00`));
});

test('numbers are compared with those of a year before, and where there are none it is said', async ({
  sharedCollector: collector,
  page,
}, { testId }) => {
  const site = `${testId}.localhost`;
  await addSite(collector.url, site);
  const dayMs = 86_400_000;
  const time = (Math.floor(Date.now() / dayMs) - 0.5) * dayMs; // noon of yesterday
  for (const address of ['91.10.0.1', '86.192.0.1']) {
    const event: Event = { id: randomUUID(), type: 'pageview', time, url: `https://${site}/` };
    await send(collector.url, site, [event], { 'x-forwarded-for': address });
  }
  await expect
    .poll(() => ask(collector.url, { site_id: site, metrics: ['visitors'], date_range: '7d' }))
    .toMatchObject({ results: [{ metrics: [2] }] });

  // No event may be a year late, so the page looks back from a year later.
  const inAYear = (days: number): Date => {
    const date = new Date(time + days * dayMs + 60_000);
    date.setUTCFullYear(date.getUTCFullYear() + 1);
    return date;
  };
  const dateOf = (days: number): string => inAYear(days).toISOString().slice(0, 10);
  await page.clock.setFixedTime(inAYear(0));
  await page.goto(`${collector.url}/?site=${site}&range=${dateOf(-3)}..${dateOf(3)}`);
  const compared = page.getByRole('combobox', { name: 'Compare with' });
  const status = page.getByRole('region', { name: 'Over time' }).getByRole('status');
  await expect(compared).toHaveValue('period');
  await expect(status).toContainText('nothing was counted then, so there is nothing to compare with');
  await compared.focus();
  await page.keyboard.press('ArrowDown');
  await expect(page).toHaveURL(/compare=year/);
  const visitors = page.getByRole('group', { name: 'Visitors', exact: true });
  await expect(visitors).toContainText('▼ 100%');
  await expect(visitors).toContainText('100% less than a year before');
  const year = String(new Date(time).getUTCFullYear());
  await expect(status).toContainText(year);
  await expect(status).not.toContainText('nothing was counted');
  await page.getByRole('slider').focus();
  await expect(page.locator('.readout [data-line=before]')).toHaveText(new RegExp(` ${year}2$`));
  await page.reload();
  await expect(compared).toHaveValue('year');
  await page.keyboard.press('c');
  await expect(page).toHaveURL(/compare=off/);
  await expect(status).toBeEmpty();
  await page.keyboard.press('c');
  await expect(page).not.toHaveURL(/compare/);
});

test('markup, right-to-left text and very long names from outside show as text', async ({
  stack: { collector, site },
  page,
}) => {
  const markup = '<img src=x onerror="document.title=1">';
  const names = [markup, 'مرحبا', '👩‍👩‍👧‍👦', 'x'.repeat(128)];
  const url = `https://${site}/`;
  await send(
    collector.url,
    site,
    names.map((name) => ({ id: randomUUID(), type: 'event', name, time: Date.now(), url })),
  );
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto(`${collector.url}/`);
  const events = page.getByRole('region', { name: 'Events' });
  for (const name of names) await expect(events.getByText(name, { exact: true })).toBeVisible();
  expect(await widthOfContent(page)).toBeLessThanOrEqual(360);
});

test('an operator signs in with the admin token, stays signed in, and signs out', async ({
  page,
  lockedCollector,
}) => {
  await page.goto(`${lockedCollector.url}/`);
  const secret = page.getByLabel('Password or token');
  const noSite = page.getByRole('heading', { name: 'No site yet' });
  await secret.fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('neither such a password nor such a token');
  await secret.fill(lockedCollector.token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(noSite).toBeVisible();
  await page.reload();
  await expect(noSite).toBeVisible();
  expect(await page.evaluate(() => [document.cookie, sessionStorage.length, localStorage.length])).toEqual([
    '',
    0,
    0,
  ]);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(secret).toBeVisible();
  await page.reload();
  await expect(secret).toBeVisible();
});

async function widthOfContent(page: Page): Promise<number> {
  return page.locator('html').evaluate((root) => root.scrollWidth);
}
