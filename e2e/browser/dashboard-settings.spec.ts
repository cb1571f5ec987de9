import { randomUUID } from 'node:crypto';
import { addSite } from '../support/add-site.ts';
import { open } from '../support/dashboard.ts';
import { send } from '../support/send.ts';
import { expect, test } from './stack.ts';

test('rules and limits of a site are set by hand, and what the collector refuses is said', async ({
  sharedCollector: collector,
  page,
}, { testId }) => {
  const site = `${testId}.localhost`;
  await addSite(collector.url, site);
  await page.goto(`${collector.url}/?site=${site}&view=settings`);
  const rules = page.getByRole('form', { name: 'Which events count' });
  const paths = rules.getByLabel('Paths that do not count');
  await paths.fill('admin');
  await rules.getByRole('button', { name: 'Save' }).click();
  await expect(rules.getByRole('alert')).toContainText('"admin" is not a path');
  await paths.fill('/admin/**\n\n /draft ');
  await rules.getByRole('button', { name: 'Save' }).click();
  await expect(rules.getByRole('status')).toHaveText('Saved.');
  await expect(paths).toHaveValue('/admin/**\n/draft');
  const limits = page.getByRole('form', { name: 'How much it may have' });
  await limits.getByLabel('Days that events are kept').fill('400');
  await limits.getByRole('button', { name: 'Save' }).click();
  await expect(limits.getByRole('status')).toHaveText('Saved.');
  await page.reload();
  await expect(paths).toHaveValue('/admin/**\n/draft');
  await expect(limits.getByLabel('Days that events are kept')).toHaveValue('400');
  await limits.getByLabel('Days that events are kept').fill('');
  await limits.getByRole('button', { name: 'Save' }).click();
  await expect(limits.getByRole('status')).toHaveText('Saved.');
  const { sites } = (await (await fetch(`${collector.url}/api/v1/sites`)).json()) as { sites: object[] };
  expect(sites).toContainEqual({ site, timezone: 'UTC', origins: [] });
});

test('the time zone and the origins of a site are changed by hand, and hold at once', async ({
  sharedCollector: collector,
  page,
}, { testId }) => {
  const site = `${testId}.localhost`;
  await addSite(collector.url, site);
  await page.goto(`${collector.url}/?site=${site}&view=settings`);
  const form = page.getByRole('form', { name: 'Time zone and origins' });
  const zone = form.getByLabel('Time zone');
  const origins = form.getByLabel('Further origins that may send events');
  await expect(zone).toHaveValue('UTC');
  await zone.fill('Berlin');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByRole('alert')).toContainText('"Berlin" is not a time zone');
  await zone.fill('Asia/Tokyo');
  await origins.fill('https://app.example/\n\n http://localhost:3000');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByRole('status')).toHaveText('Saved.');
  // The whole page follows, not the form alone.
  await expect(page.getByText('Times are in Asia/Tokyo').first()).toBeVisible();
  await page.reload();
  await expect(zone).toHaveValue('Asia/Tokyo');
  await expect(origins).toHaveValue('https://app.example\nhttp://localhost:3000');
  await origins.fill('http://localhost:3000');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByRole('status')).toHaveText('Saved.');
  const { sites } = (await (await fetch(`${collector.url}/api/v1/sites`)).json()) as { sites: object[] };
  expect(sites).toContainEqual({ site, timezone: 'Asia/Tokyo', origins: ['http://localhost:3000'] });
});

test('a site is deleted once its domain is typed, and another one is shown', async ({
  sharedCollector: collector,
  page,
}, { testId }) => {
  const [site, other] = [`z-${testId}.localhost`, `a-${testId}.localhost`];
  for (const each of [site, other]) await addSite(collector.url, each);
  await page.goto(`${collector.url}/?site=${site}&view=settings`);
  const form = page.getByRole('form', { name: 'Delete this site' });
  const typed = form.getByLabel(`Type ${site} to confirm`);
  const button = form.getByRole('button', { name: 'Delete this site' });
  for (const wrong of ['', other, site.replace('.', '-')]) {
    await typed.fill(wrong);
    await button.click();
    await expect(typed).toBeFocused();
    expect(await typed.evaluate((input: HTMLInputElement) => input.validity.valid)).toBe(false);
  }
  await typed.fill(site);
  await button.click();
  await expect(page).not.toHaveURL(new RegExp(site));
  await expect(page.getByRole('navigation').getByRole('link', { name: 'Overview' })).toHaveAttribute(
    'aria-current',
    'page',
  );
  const { sites } = (await (await fetch(`${collector.url}/api/v1/sites`)).json()) as {
    sites: { site: string }[];
  };
  expect(sites.map((each) => each.site)).toEqual(expect.arrayContaining([other]));
  expect(sites.map((each) => each.site)).not.toContain(site);
  await page.goto(`${collector.url}/?site=${site}`);
  await expect(page.getByText(`There is no site “${site}” here`)).toBeVisible();
});

test('goals are added, refused and deleted by hand, and the events page counts them at once', async ({
  sharedCollector: collector,
  page,
}, { testId }) => {
  const site = `${testId}.localhost`;
  await addSite(collector.url, site);
  const url = `https://${site}/thanks/1`;
  await send(collector.url, site, [
    { id: randomUUID(), type: 'pageview', time: Date.now(), url },
    { id: randomUUID(), type: 'event', name: 'signup', time: Date.now(), url },
  ]);
  await page.goto(`${collector.url}/?site=${site}&view=settings`);
  const goals = page.getByRole('region', { name: 'Goals' });
  const form = goals.getByRole('form', { name: 'Add a goal' });
  await expect(goals.getByText('There is none yet.')).toBeVisible();
  await form.getByLabel('Its name').fill('signup');
  await form.getByLabel('Worth').fill('12.5');
  await form.getByLabel('Currency').fill('eur');
  await page.keyboard.press('Enter');
  await expect(goals.getByRole('row', { name: 'signup Event signup €12.50' })).toBeVisible();

  await form.getByLabel('Reached by').selectOption('Page');
  await form.getByLabel('Its path').fill('thanks/*');
  await page.keyboard.press('Enter');
  await expect(goals.getByRole('alert')).toContainText('"thanks/*" is not a path');
  // What was refused stays, to be mended.
  await expect(form.getByLabel('Its path')).toHaveValue('thanks/*');
  await form.getByLabel('Its path').fill('/thanks/*');
  await form.getByLabel('Name, if another').fill('Thanked');
  await page.keyboard.press('Enter');
  await expect(goals.getByRole('row', { name: 'Thanked Page /thanks/*' })).toBeVisible();
  await expect(goals.getByRole('alert')).toBeEmpty();

  await open(page, 'Events');
  await page.getByRole('radio', { name: 'Goal' }).check();
  await expect(page.getByRole('row', { name: /^signup 1 1 .* €12\.50$/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /^Thanked 1 1 / })).toBeVisible();

  await open(page, 'Settings');
  await goals.getByRole('button', { name: 'Delete signup' }).click();
  await expect(goals.getByRole('row')).toHaveCount(2);
  await page.goto(`${collector.url}/?site=${site}&view=events&by=goal`);
  await expect(page.getByRole('row', { name: /^Thanked/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /^signup/ })).toHaveCount(0);
});

test('a token is made, shown once and revoked', async ({ stack: { collector }, page }) => {
  await page.goto(`${collector.url}/?view=settings`);
  const form = page.getByRole('form', { name: 'Make a token' });
  await form.getByLabel('Name').fill('<b>of a client</b>');
  await form.getByRole('button').click();
  await expect(page.getByText(/^pby_1_/)).toBeVisible();
  await page.reload();
  await expect(page.getByRole('cell', { name: 'read numbers' })).toBeVisible();
  await expect(page.getByText(/^pby_1_/)).toBeHidden();
  await page.getByRole('button', { name: 'Revoke <b>of a client</b>' }).click();
  const tokens = page.getByRole('region', { name: 'Tokens' });
  await expect(tokens.getByText('There is none yet.')).toBeVisible();
});
