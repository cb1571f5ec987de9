import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Event } from '@passerby/wire';
import { ask } from '../support/ask.ts';
import { send } from '../support/send.ts';
import { expect, test } from './stack.ts';

test('a shared link is made, opened by its password, framed by another page, and revoked', async ({
  sharedCollector: collector,
  page,
  browser,
}, { testId }) => {
  const site = `${testId}.localhost`;
  const links = `${collector.url}/api/v1/sites/${site}/links`;
  const post = (url: string, body: object): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  expect((await post(`${collector.url}/api/v1/sites`, { site })).status).toBe(201);
  for (const address of ['91.10.0.1', '91.10.0.2', '86.192.0.1']) {
    const events = ['/', '/pricing'].map((path): Event => {
      return { id: randomUUID(), type: 'pageview', time: Date.now(), url: `https://${site}${path}` };
    });
    await send(collector.url, site, events, { 'x-forwarded-for': address });
  }
  await expect
    .poll(() => ask(collector.url, { site_id: site, metrics: ['visits'], date_range: '7d' }))
    .toMatchObject({ results: [{ metrics: [3] }] });
  await page.goto(`${collector.url}/?site=${site}`);
  const ofOperator = page.getByRole('group', { name: 'Visits', exact: true });
  await expect(ofOperator.getByRole('strong')).toHaveText('3');
  const visits = (await ofOperator.textContent()) ?? '';

  await page.goto(`${collector.url}/?site=${site}&view=settings`);
  const form = page.getByRole('form', { name: 'Make a link' });
  await form.getByLabel('Name').fill('For the board');
  await form.getByLabel('Password').fill('correct horse');
  await form.getByLabel('May be framed').selectOption('Yes');
  await form.getByRole('button').click();
  const status = page.getByRole('region', { name: 'Shared links' }).getByRole('status');
  const url = (await status.getByText(/^http\S+\/share-\d+#pby_share_\S+$/).textContent()) ?? '';
  const frame = (await status.getByText(/^<iframe /).textContent()) ?? '';

  // Somebody else, on whose browser nobody has signed in.
  const reader = await (await browser.newContext()).newPage();
  const asked: string[] = [];
  reader.on('request', (request) => asked.push(request.url()));
  await reader.goto(url);
  const password = reader.getByRole('textbox', { name: 'Password' });
  await password.fill('correct house');
  await reader.keyboard.press('Enter');
  await expect(reader.getByRole('alert')).toHaveText('This is not the password of this link.');
  await password.fill('correct horse');
  await reader.keyboard.press('Enter');
  const tabs = reader.getByRole('navigation', { name: 'Pages of the site' });
  await expect(reader.getByRole('group', { name: 'Visits', exact: true })).toHaveText(visits);
  await expect(tabs.getByRole('link')).toHaveText(
    'Overview Pages Sources Locations Devices Events Funnels Paths Retention Revenue Live'.split(' '),
  );
  await tabs.getByRole('link', { name: 'Pages', exact: true }).click();
  await reader.getByRole('button', { name: '/pricing', exact: true }).click();
  await expect(reader).toHaveURL(/\/share-\d+\?view=pages\S+page=\/pricing#pby_share_/);
  await reader.reload();
  await expect(reader.getByRole('button', { name: 'Remove filter: Page is /pricing' })).toBeVisible();
  const { origin } = new URL(url);
  await reader.goto(url.replace('#', `?site=elsewhere.example&view=settings#`));
  await expect(reader.getByRole('heading', { name: `Overview: ${site}` })).toBeAttached();
  await expect(reader.getByRole('group', { name: 'Visits', exact: true })).toHaveText(visits);
  expect(asked.filter((each) => !each.startsWith(`${origin}/`) || each.includes('pby_'))).toEqual([]);

  // A page of another origin frames this link, and one that may not be framed.
  const { path } = (await (await post(links, {})).json()) as { path: string };
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html>${frame}<iframe src="${origin}/${path}" title="kept out"></iframe>`);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  try {
    const host = await reader.context().newPage();
    await host.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const framed = host.frameLocator('iframe').first();
    await framed.getByRole('textbox', { name: 'Password' }).fill('correct horse');
    await framed.getByRole('button', { name: 'Open' }).click();
    await expect(framed.getByRole('group', { name: 'Visits', exact: true })).toHaveText(visits);
    await expect(framed.getByRole('banner')).toHaveCount(0);
    await expect
      .poll(() => host.frames().map((each) => each.url()))
      .toContain('chrome-error://chromewebdata/');
  } finally {
    server.closeAllConnections();
    server.close();
  }

  await page.getByRole('button', { name: 'Revoke For the board' }).click();
  await expect(page.getByRole('cell', { name: 'For the board' })).toBeHidden();
  await reader.goto(url);
  await expect(reader.getByRole('heading', { name: 'This link does not open' })).toBeVisible();
});
