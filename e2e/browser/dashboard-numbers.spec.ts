import { randomUUID } from 'node:crypto';
import type { Locator, Page } from '@playwright/test';
import { ask } from '../support/ask.ts';
import { fillWithEverything, open, pageNames, withFunnel } from '../support/dashboard.ts';
import { send } from '../support/send.ts';
import { expect, test } from './stack.ts';

const region = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });

/** Numbers that lead nowhere, with their reason in docs/guide/dashboard.md. */
const ends = [
  '.range-span',
  '.table-tools p',
  '.live-figures p',
  '.minutes figcaption',
  '.minutes p',
  '.money-figures',
  '.loss dd',
  '.loss header',
  '.planned',
  'thead',
];
const ways = ['button', 'a', 'label', 'summary', '.opens', '.data:not(.is-plain) tbody tr'];

test('every number of a page leads on, but for those of which the guide says why not', async ({
  stack: { collector, site },
  page,
}) => {
  test.slow(); // fourteen pages
  await fillWithEverything(collector.url, site, 60);
  await page.goto(collector.url + withFunnel);
  await page.getByText('Show as a table').click();
  for (const name of pageNames.filter((each) => each !== 'Settings')) {
    await open(page, name);
    const stranded = await page.locator('main').evaluate(
      (main, known) => {
        const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
        const found: string[] = [];
        while (texts.nextNode()) {
          const { parentElement, textContent } = texts.currentNode;
          const isNumber = /^[€$£<]*\d[\d,.]*\s?(%|[a-zA-Z]*)$/.test(textContent?.trim() ?? '');
          if (isNumber && !parentElement?.closest(known)) found.push(parentElement?.outerHTML ?? '');
        }
        return found;
      },
      [...ends, ...ways].join(),
    );
    expect([name, stranded]).toEqual([name, []]);
  }
});

test('figures and the visitors of now lead to what they are of', async ({
  stack: { collector, site },
  page,
}) => {
  await fillWithEverything(collector.url, site, 30);
  await page.goto(`${collector.url}/?site=${site}&source=Google`);
  await page
    .getByRole('group', { name: 'Bounce rate', exact: true })
    .getByRole('button', { description: 'Show entry pages by it' })
    .click();
  await expect(page).toHaveURL(/view=pages.*by=entry&sort=bounce_rate&source=Google/);
  await expect(page.getByRole('columnheader', { name: 'Bounce rate' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  await page.getByRole('group', { name: 'Active visitors now' }).getByRole('button').click();
  await expect(page).toHaveURL(/view=live/);
  await page.getByRole('button', { name: 'in the last five minutes' }).click();
  await expect(page).toHaveURL(/range=day$/);
});

test('countries of the map filter from the keyboard, those with most visitors first', async ({
  stack: { collector, site },
  page,
}) => {
  const url = `https://${site}/`;
  // Three visitors from Germany, two from the United States, one from France.
  for (const address of '91.10.0.1 91.10.0.2 91.10.0.3 73.15.20.1 73.15.20.2 86.192.0.1'.split(' ')) {
    await send(collector.url, site, [{ id: randomUUID(), type: 'pageview', time: Date.now(), url }], {
      'x-forwarded-for': address,
    });
  }
  await expect
    .poll(() => ask(collector.url, { site_id: site, metrics: ['visitors'], date_range: '7d' }))
    .toMatchObject({ results: [{ metrics: [6] }] });
  await page.goto(`${collector.url}/?site=${site}&view=locations`);
  const map = page.getByRole('group', { name: /^Map: visitors come from \d+ countr(y|ies)/ });
  const countries = map.getByRole('button');
  await expect(countries).toHaveCount(3);
  await expect(countries.first()).toHaveAccessibleName('Germany: 3 visitors');
  await expect(countries.nth(1)).toHaveAccessibleName('United States: 2 visitors');
  await page.getByRole('radio', { name: 'Country' }).focus();
  await page.keyboard.press('Shift+Tab');
  await expect(countries.first()).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(countries.nth(1)).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(countries.first()).toHaveAttribute('aria-pressed', 'true');
  await expect(page).toHaveURL(/country=DE$/);
  await page.keyboard.press('Space');
  await expect(page).not.toHaveURL(/country/);
});

test('paths, cohorts and bars lead to the pages and days they are of', async ({
  stack: { collector, site },
  page,
}) => {
  const now = await fillWithEverything(collector.url, site, 60);
  await page.goto(`${collector.url}/?site=${site}&view=paths`);
  await page
    .getByRole('group', { name: 'Paths' })
    .getByRole('button', { name: 'Visit ends' })
    .first()
    .click();
  await expect(page).toHaveURL(/view=pages.*by=exit/);
  await page.goBack();
  await page.getByText('Show as a table').click();
  await page
    .getByRole('row', { name: /^1: \/ 2: Visit ends/ })
    .getByRole('cell')
    .last()
    .click();
  await expect(page).toHaveURL(/view=paths.*from=\/$/);

  const day = (daysAgo: number): string => new Date(now - daysAgo * 86_400_000).toISOString().slice(0, 10);
  const week = `range=${day(6)}..${day(0)}`;
  await page.goto(`${collector.url}/?site=${site}&view=retention&${week}`);
  // The first of a row, whose visitors came for the first time on the day of the row.
  const returned = region(page, 'Retention').getByRole('row').nth(4).getByRole('button').nth(1);
  await expect(returned).toHaveAccessibleDescription(/^\d visited, 1 day later Show the numbers/);
  await returned.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${collector.url}/?site=${site}&range=${day(1)}..${day(1)}`);

  await page.goto(`${collector.url}/?site=${site}&view=revenue&${week}`);
  const bars = region(page, 'Revenue in EUR').getByRole('group', { name: 'Over time' });
  await expect(bars.getByRole('button')).toHaveCount(7);
  await bars.getByRole('button').first().press('End');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`view=revenue&range=${day(0)}..${day(0)}`));
  await expect(region(page, 'Revenue in EUR').getByRole('button', { name: /00:00/ })).toBeVisible();
});

test('what breaks the plan, is rejected, or is a step of many pages leads to its list', async ({
  stack: { collector, site },
  page,
}) => {
  await fillWithEverything(collector.url, site, 30);
  await page.goto(`${collector.url}/?site=${site}&view=plan`);
  await region(page, 'Against the plan')
    .getByRole('button', { name: /^refund/ })
    .click();
  await expect(page).toHaveURL(/view=delivery.*find=plan_violation/);
  await page.getByRole('link', { description: 'Rejected events of the last 30 days' }).click();
  await expect(region(page, 'Rejected events of the last 30 days').getByRole('heading')).toBeInViewport();
  await region(page, 'Over time').getByRole('row').nth(1).getByRole('cell').last().click();
  await expect(page).toHaveURL(/range=(\d{4}-\d\d-\d\d)\.\.\1/);

  await page.goto(`${collector.url}/?site=${site}&view=funnels&step=page:/&step=page:/pri*`);
  await page
    .getByRole('row', { name: /^\/pri\*/ })
    .getByRole('cell')
    .first()
    .click();
  await expect(page).toHaveURL(/view=pages.*find=\/pri/);
  await expect(page.getByRole('button', { name: '/pricing', exact: true })).toBeVisible();
});
