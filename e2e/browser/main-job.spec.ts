import { ask } from '../support/ask.ts';
import { expect, test } from './stack.ts';

test('a visit to three pages, a sign-up and a closed tab are exactly these numbers on the dashboard', async ({
  stack: { collector, demo, site },
  context,
}) => {
  const page = await context.newPage();
  await page.goto(`${demo.url}/`);
  // Tracks an event and follows the link at once.
  await page.getByRole('link', { name: 'See the plans' }).click();
  await page.getByRole('link', { name: 'Choose Duo' }).click();
  await page.getByLabel('Your name').fill('Ada Lovelace');
  await page.getByLabel('Email').fill('ada@example.com');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await expect(page.getByText('Welcome aboard')).toBeVisible();
  // The sign-up still waits for its batch: the tab goes before that.
  await page.close({ runBeforeUnload: true });

  const ofSite = { site_id: site, date_range: '7d' } as const;
  await expect
    .poll(async () => {
      const { results } = await ask(collector.url, {
        ...ofSite,
        metrics: ['visitors', 'visits', 'pageviews', 'events', 'views_per_visit', 'bounce_rate'],
      });
      return results[0]?.metrics;
    })
    .toEqual([1, 1, 3, 5, 3, 0]);
  const pages = await ask(collector.url, {
    ...ofSite,
    metrics: ['pageviews'],
    dimensions: ['event:page'],
    filters: [['is', 'event:name', ['pageview']]],
    order_by: [['event:page', 'asc']],
  });
  expect(pages.results).toEqual([
    { dimensions: ['/'], metrics: [1] },
    { dimensions: ['/pricing'], metrics: [1] },
    { dimensions: ['/sign-up'], metrics: [1] },
  ]);
  const events = await ask(collector.url, {
    ...ofSite,
    metrics: ['events'],
    dimensions: ['event:name'],
    order_by: [['event:name', 'asc']],
  });
  expect(events.results).toEqual([
    { dimensions: ['open-pricing'], metrics: [1] },
    { dimensions: ['pageview'], metrics: [3] },
    { dimensions: ['signup'], metrics: [1] },
  ]);

  const dashboard = await context.newPage();
  await dashboard.goto(`${collector.url}/`);
  for (const [name, value] of Object.entries({ Visitors: '1', Visits: '1', 'Page views': '3' })) {
    await expect(dashboard.getByRole('group', { name, exact: true })).toContainText(value);
  }
  await expect(dashboard.getByRole('region', { name: 'Top pages' })).toContainText('/pricing');
  await expect(dashboard.getByRole('region', { name: 'Events' })).toContainText('signup');
  await expect(dashboard.getByRole('region', { name: 'Browsers' })).toContainText('Chrome');
});

test('a click in the demo moves an open dashboard', async ({ stack: { collector, demo }, context }) => {
  const visitor = await context.newPage();
  await visitor.goto(`${demo.url}/`);
  const dashboard = await context.newPage();
  await dashboard.goto(`${collector.url}/`);
  const pageViews = dashboard.getByRole('group', { name: 'Page views', exact: true });
  await expect(pageViews).toContainText('1');

  // From the other tab, without bringing it to the front: a hidden dashboard rests.
  await visitor.locator('nav a[href="/pricing/"]').dispatchEvent('click');
  await expect(pageViews).toContainText('2');
});

test('nothing that a visitor types into the form reaches the collector', async ({
  stack: { demo },
  context,
}) => {
  const bodies: string[] = [];
  const page = await context.newPage();
  page.on('request', (request) => bodies.push(request.url(), request.postData() ?? ''));
  await page.goto(`${demo.url}/sign-up/`);
  await page.getByLabel('Your name').fill('Ada Lovelace');
  await page.getByLabel('Email').fill('ada@example.com');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await expect(page.getByText('Welcome aboard')).toBeVisible();
  await expect.poll(() => bodies.filter((body) => body.includes('pageview')).length).toBeGreaterThan(1);
  expect(bodies.join('\n')).not.toMatch(/Ada|Lovelace|ada@/);
});
