import { mergeTests, test as base } from '@playwright/test';
import { expect, faults, test as trackedTest } from '@passerby/testing/playwright';

const test = mergeTests(trackedTest, base.extend<{ plan: string }>({ plan: 'free' }));

test('an event is found by its properties, and waited for', async ({ page, tracked, plan }) => {
  await page.goto('/');
  await page.click('#signup');
  await expect(tracked).toHaveEvent('signup', { plan });
  await expect(tracked).toHaveEvent('signup', { plan: /^fr/, seats: expect.any(Number), coupon: undefined });
  await expect(tracked).toHaveEvent('signup', {}, { times: 1 });
  await expect(tracked).not.toHaveEvent('signup', { plan: 'pro' });
  await expect(tracked).toHaveNoEvent('purchase');
  expect(await tracked.waitFor('signup')).toMatchObject({ type: 'event', props: { seats: 3 } });
});

test('events are held against a plan', async ({ page, tracked }) => {
  const signup = { props: { type: 'object', properties: { plan: { enum: ['free', 'pro'] } } } };
  await page.goto('/');
  await page.click('#signup');
  await tracked.waitFor('signup');
  await expect(tracked).toMatchPlan({ version: 1, events: { signup } });
  await expect(tracked).not.toMatchPlan({ version: 1, events: {} });
});

test('a page view is found by its path or URL', async ({ page, tracked, baseURL }) => {
  await page.goto('/pricing?utm_source=news');
  await expect(tracked).toHavePageView('/pricing');
  await expect(tracked).toHavePageView('/pricing?utm_source=news');
  await expect(tracked).toHavePageView(`${baseURL}/pricing?utm_source=news`);
  await expect(tracked).toHavePageView(/pricing/, { times: 1 });
  await expect(tracked).not.toHavePageView('/');
  await expect(tracked).toHaveNoDuplicates();
});

test('what a page says in its pagehide is seen, though no request of it is (playwright#12231, #23635)', async ({
  page,
  tracked,
}) => {
  await page.goto('/');
  await page.click('a');
  await page.waitForURL('/pricing');
  await expect(tracked).toHaveEvent('left', { from: '/' });
  await page.close({ runBeforeUnload: true });
  await expect(tracked).toHaveEvent('left', { from: '/pricing' });
});

test('an endpoint where nobody is fails no request of the app (playwright#28907)', async ({
  page,
  tracked,
}) => {
  const failed: string[] = [];
  page.on('requestfailed', (request) => failed.push(request.url()));
  await page.goto('/');
  await page.click('#signup');
  await expect(tracked).toHaveEvent('signup');
  expect(failed).toEqual([]);
});

test('what happened offline arrives when the network is back', async ({ page, tracked }) => {
  await page.goto('/');
  await expect(tracked).toHavePageView('/');
  await tracked.goOffline();
  await page.click('#signup');
  await expect(tracked).toHaveNoEvent('signup');
  await tracked.goOnline();
  await expect(tracked).toHaveEvent('signup');
});

for (const [name, fault] of Object.entries({
  'too many requests': faults.tooManyRequests(1),
  'a server error': faults.serverError(),
  'a reset': faults.reset(),
  'a lost answer': faults.lostAnswer(),
})) {
  test(`nothing is lost by ${name}, or counted twice`, async ({ page, tracked }) => {
    await page.goto('/');
    await expect(tracked).toHavePageView('/');
    await tracked.fail(fault);
    await page.click('#signup');
    await page.evaluate('tracker.flush()');
    await tracked.recover();
    await expect(tracked).toHaveEvent('signup', {}, { times: 1 });
    await expect(tracked).toHaveNoDuplicates();
  });
}

test('an answer can be a status', async ({ page, tracked }) => {
  await tracked.failWith(503, { retryAfter: 2 });
  await page.goto('/');
  await page.evaluate('tracker.flush()');
  expect(tracked.events()).toEqual([]);
  expect(await page.evaluate('tracker.stats().retried')).toBeGreaterThan(0);
  await tracked.recover();
  await expect(tracked).toHavePageView('/');
});

test('a tab that crashes loses nothing', async ({ page, context, tracked }) => {
  await tracked.failWith(503);
  await page.goto('/');
  await page.click('#signup');
  await expect.poll(() => page.evaluate('tracker.stats().retried')).toBeGreaterThan(0);
  await tracked.crashTab(page);
  await tracked.recover();
  await (await context.newPage()).goto('/pricing');
  await expect(tracked).toHaveEvent('signup', { plan: 'free' }, { times: 1 });
});

test('the clock can stand still, and be wrong', async ({ page, context, tracked }) => {
  const noon = Date.UTC(2026, 1, 2, 12);
  await tracked.freezeClock(noon);
  await page.goto('/');
  expect((await tracked.waitFor('signup', {}, { timeout: 1 }).catch(() => undefined))?.time).toBe(undefined);
  await page.click('#signup');
  expect((await tracked.waitFor('signup')).time).toBe(noon);
  const other = await context.browser()!.newContext();
  await tracked.watch(other);
  expect(await (await other.newPage()).evaluate('Date.now()')).toBe(noon);
  await other.close();
});

test('a wrong clock and a full storage lose nothing', async ({ page, tracked }) => {
  await tracked.fail(faults.clockSkew(-3_600_000));
  await tracked.fail(faults.storageFull());
  await page.goto('/');
  await page.click('#signup');
  const { time } = await tracked.waitFor('signup');
  expect(Math.abs(Date.now() - 3_600_000 - time)).toBeLessThan(60_000);
  expect(await page.evaluate(`try { localStorage.setItem('a', 'b') } catch (error) { error.name }`)).toBe(
    'QuotaExceededError',
  );
});

test('another context is watched on demand', async ({ browser, tracked, baseURL }) => {
  const context = await browser.newContext({ baseURL });
  await tracked.watch(context);
  await (await context.newPage()).goto('/pricing');
  await expect(tracked).toHavePageView('/pricing');
  await context.close();
});

test.describe('with the endpoint named', () => {
  test.use({ trackedEndpoint: 'https://stats.invalid/' });

  test('the script tag of a dead endpoint works', async ({ page, tracked }) => {
    await page.goto('/script-tag');
    await expect(tracked).toHavePageView('/script-tag');
    await page.click('#signup');
    await expect(tracked).toHaveEvent('signup', { plan: 'free' });
  });

  test('a blocker stops script and events, and the app goes on', async ({ page, tracked }) => {
    const errors: Error[] = [];
    page.on('pageerror', (error) => errors.push(error));
    await tracked.fail(faults.blocked());
    await page.goto('/script-tag');
    await page.click('#signup');
    await expect(tracked).toHaveNoEvent('signup');
    expect(tracked.arrivals()).toEqual([]);
    expect(errors).toEqual([]);
  });
});

test('another request of the app with such a path is left alone', async ({ page, tracked }) => {
  await page.goto('/');
  await expect(tracked).toHavePageView('/');
  const status = (init: object): Promise<unknown> =>
    page.evaluate(`fetch('/api/v1/events', ${JSON.stringify(init)}).then(({ status }) => status)`);
  expect(await status({})).toBe(404);
  expect(await status({ method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).toBe(
    404,
  );
});

test.describe('under a strict policy', () => {
  test.use({ bypassCSP: true });

  test('an app is tested all the same', async ({ page, tracked }) => {
    await page.goto('/strict');
    await expect(tracked).toHavePageView('/strict');
  });
});
