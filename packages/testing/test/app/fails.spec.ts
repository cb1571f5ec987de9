import { expect, test } from '@passerby/testing/playwright';

/** Keeps what an assertion says that fails. A test that fails costs a browser, so that only one does. */
async function keepMessage(assertion: Promise<unknown>): Promise<void> {
  const message = await assertion.then(
    () => 'it did not fail',
    (error: Error) => error.message,
  );
  await test.info().attach('message', { body: message });
}

// What each assertion says is compared with ../golden.

test('toHaveNoDuplicates', async ({ page, tracked }) => {
  await page.goto('/twice');
  await keepMessage(expect(tracked).toHaveNoDuplicates());
});

test('nothing arrived', async ({ page, tracked }) => {
  await page.goto('/silent');
  await keepMessage(expect(tracked).toHavePageView(undefined, { timeout: 300 }));
});

test('a policy that forbids it', async ({ page, tracked }) => {
  await page.goto('/strict');
  await keepMessage(expect(tracked).toHavePageView('/strict', { timeout: 1_000 }));
});

test.describe('after a sign-up', () => {
  test.beforeEach(async ({ page, tracked }) => {
    await page.goto('/');
    await page.click('#signup');
    await tracked.waitFor('signup');
  });

  test('toHaveEvent with another property', async ({ tracked }) => {
    await expect(tracked).toHaveEvent('signup', { plan: 'pro', seats: 3 }, { timeout: 300 });
  });

  test('toHaveEvent with another name', async ({ tracked }) => {
    await keepMessage(expect(tracked).toHaveEvent('sign_up', undefined, { timeout: 300 }));
  });

  test('toHaveEvent so often', async ({ tracked }) => {
    await keepMessage(expect(tracked).toHaveEvent('signup', { seats: 3 }, { times: 2, timeout: 300 }));
  });

  test('toHaveEvent not', async ({ tracked }) => {
    await keepMessage(expect(tracked).not.toHaveEvent('signup', { plan: /free/ }));
  });

  test('toHavePageView of another page', async ({ tracked }) => {
    await keepMessage(expect(tracked).toHavePageView('/pricing', { timeout: 300 }));
  });

  test('toHavePageView so often', async ({ tracked }) => {
    await keepMessage(expect(tracked).toHavePageView('/', { times: 2, timeout: 300 }));
  });

  test('toHavePageView not', async ({ tracked }) => {
    await keepMessage(expect(tracked).not.toHavePageView('/'));
  });

  test('toHaveNoDuplicates not', async ({ tracked }) => {
    await keepMessage(expect(tracked).not.toHaveNoDuplicates());
  });

  test('toHaveNoEvent not', async ({ tracked }) => {
    await keepMessage(expect(tracked).not.toHaveNoEvent('purchase'));
  });

  test('toMatchPlan not', async ({ tracked }) => {
    await keepMessage(expect(tracked).not.toMatchPlan({ version: 1, events: { signup: {} } }));
  });

  test('toHaveNoEvent', async ({ tracked }) => {
    await keepMessage(expect(tracked).toHaveNoEvent('signup'));
  });

  test('toMatchPlan', async ({ tracked }) => {
    const props = { type: 'object', properties: { plan: { enum: ['pro'] } }, required: ['plan', 'way'] };
    await keepMessage(expect(tracked).toMatchPlan({ version: 2, events: { signup: { props } } }));
  });

  test('waitFor what does not come', async ({ tracked }) => {
    await keepMessage(tracked.waitFor('purchase', { total: expect.any(Number) }, { timeout: 300 }));
  });

  test('requests that failed', async ({ page, tracked }) => {
    tracked.clear();
    await tracked.failWith(503);
    await page.click('#signup');
    await page.evaluate('tracker.flush()');
    await keepMessage(expect(tracked).toHaveEvent('signup', {}, { timeout: 300 }));
  });

  test('an event that was rejected', async ({ page, tracked }) => {
    const bad = { type: 'event', id: 'x', name: 'bad', time: Date.now(), url: 'https://shop.example/' };
    const batch = { site: 'shop.example', sdk: 'a/1', sentAt: Date.now(), events: [bad, null] };
    await page.evaluate(([url, body]) => void navigator.sendBeacon(`${url}/api/v1/events`, body), [
      tracked.endpoint,
      JSON.stringify(batch),
    ] as const);
    await keepMessage(expect(tracked).toHaveEvent('bad', {}, { timeout: 500 }));
  });
});
