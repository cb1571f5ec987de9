import { randomUUID } from 'node:crypto';
import type { PlanDocument } from '@passerby/wire';
import { pushPlan, violatePlan, widthOfContent } from '../support/dashboard.ts';
import { send } from '../support/send.ts';
import { expect, test } from './stack.ts';

const markup = '<img src=x onerror="document.title=1">';
const rightToLeft = 'مرحبا';
const hostile = [markup, rightToLeft, '👩‍👩‍👧‍👦', 'x'.repeat(1_000)];

test.beforeEach(({ page }) => page.setViewportSize({ width: 360, height: 800 }));

test('markup, right-to-left text, emoji and a kilobyte from outside show as text on every page', async ({
  stack: { collector, site },
  page,
}) => {
  test.slow(); // two dozen views, one after the other
  const time = Date.now();
  const utm = ['source', 'medium', 'campaign', 'content', 'term'];
  for (const [index, text] of hostile.entries()) {
    const encoded = encodeURIComponent(text);
    const url = `https://${site}/${text}?${utm.map((name) => `utm_${name}=${encoded}`).join('&')}`;
    const referrer = `https://elsewhere.example/${text}`;
    const name = text.slice(0, 128);
    const props = { text };
    const revenue = { amount: 5, currency: 'EUR' };
    const host = `${index === 1 ? rightToLeft : 'y'.repeat(60)}.${'z'.repeat(60)}.example`;
    await send(
      collector.url,
      site,
      [
        { id: randomUUID(), type: 'pageview', time, url, referrer, title: text },
        { id: randomUUID(), type: 'event', name, time, url, props, revenue },
        { id: randomUUID(), type: 'pageview', time: time + 1, url: `https://${host}/${text}/` },
      ],
      // A visit each.
      { 'x-forwarded-for': `91.10.0.${index + 1}` },
    );
    await send(collector.url, site, [
      { id: text, type: 'event', name, time, url, props: { [text]: {} as string } },
    ]);
  }
  const planned = (text: string): PlanDocument['events'][string] => ({
    description: text,
    owner: text.slice(0, 256),
    props: { properties: { [text]: { enum: [text], description: text } }, required: [text] },
  });
  await pushPlan(collector.url, site, {
    version: 1,
    events: Object.fromEntries(hostile.map((text) => [text.slice(0, 128), planned(text)])),
  });
  for (const text of hostile) await violatePlan(collector.url, site, text.slice(0, 128));

  const encoded = encodeURIComponent(markup);
  // As the browser writes it, and that in the address of the dashboard.
  const path = encodeURIComponent(new URL(`https://${site}/${markup}`).pathname);
  const step = `step=page:${path}&step=event:${encoded}`;
  for (const [view, ...texts] of [
    ['overview', rightToLeft, markup],
    [`overview&utm_term=${encoded}&page=${encoded}&prop.text=${encoded}`, markup],
    ['pages', rightToLeft, markup],
    ['pages&by=entry', rightToLeft, markup],
    ['pages&by=exit', rightToLeft, markup],
    ['pages&by=hostname', 'xn--', 'yyyy'],
    ['sources&by=referrer', 'elsewhere'],
    ...utm.map((name) => [`sources&by=utm_${name}`, rightToLeft, markup]),
    ['events', rightToLeft, markup],
    ['events&by=prop.text', rightToLeft, markup],
    [`events&find=${encoded}`, markup],
    [`funnels&${step}&by=utm_campaign`, markup],
    ['paths', rightToLeft, markup],
    [`paths&from=${path}`, markup],
    ['revenue&by=prop.text', rightToLeft, markup],
    ['live', rightToLeft, markup],
    ['plan', rightToLeft, markup],
    ['delivery', rightToLeft, markup],
    [`delivery&find=${encoded}`, markup],
  ]) {
    await page.goto(`${collector.url}/?view=${view}`);
    if (view === 'delivery') {
      await expect(page.locator('.rejected details')).not.toHaveCount(0);
      // Those that the plan rejected come first, one of each text at least.
      await page
        .locator('.rejected')
        .evaluate((list) => list.querySelectorAll('details').forEach((each) => (each.open = true)));
    }
    for (const text of texts) await expect(page.getByText(text).first(), view).toBeVisible();
    expect([view, await widthOfContent(page)]).toEqual([view, 360]);
    expect([view, await page.locator('img').count()]).toEqual([view, 0]);
    expect(await page.title()).not.toBe('1');
  }
});

test('what operators name shows as text as well', async ({ sharedCollector: collector, page }, {
  testId,
}) => {
  const site = `${testId}.localhost`;
  const post = async (path: string, body: object): Promise<void> => {
    const response = await fetch(`${collector.url}/api/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status, await response.text()).toBe(201);
  };
  await post('sites', { site });
  const url = `https://${site}/`;
  await send(collector.url, site, [
    { id: randomUUID(), type: 'event', name: 'signup', time: Date.now(), url },
  ]);
  for (const text of hostile) {
    await post(`sites/${site}/goals`, { name: text.slice(0, 128), event: 'signup' });
    await post(`sites/${site}/links`, { name: text.slice(0, 64) });
    await post('tokens', { name: text.slice(0, 64), scope: 'read', site });
    await post('annotations', { site_id: site, text: text.slice(0, 200) });
  }
  await page.goto(`${collector.url}/?site=${site}&view=settings`);
  for (const name of ['Goals', 'Shared links', 'Tokens', 'Annotations']) {
    const region = page.getByRole('region', { name });
    for (const text of [markup, rightToLeft]) await expect(region.getByText(text).first()).toBeVisible();
  }
  expect(await widthOfContent(page)).toBe(360);
  expect(await page.locator('img').count()).toBe(0);
  await page.goto(`${collector.url}/?site=${site}&view=events&by=goal`);
  for (const text of [markup, rightToLeft]) await expect(page.getByText(text).first()).toBeVisible();
  await page.goto(`${collector.url}/?site=${site}`);
  await page.getByText('4 annotations').click();
  for (const text of [markup, rightToLeft]) await expect(page.getByText(text).first()).toBeVisible();
  expect(await widthOfContent(page)).toBe(360);
  expect(await page.locator('img').count()).toBe(0);
  expect(await page.title()).not.toBe('1');
});
