import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { startTestCollector, type TestCollector } from '@passerby/collector/testing';
import type { Announcement } from '@passerby/sdk-core/devtools';
import { expect, test as base, type Page } from '@playwright/test';
import { startCapturePage } from '../support/capture-page.ts';

const site = 'devtools.localhost';
const picture = 'docs/images/devtools.png';
const checker = createRequire(import.meta.url).resolve('accessibility-checker-engine/ace-window.js');

/** A page under a policy as strict as one can be, with a collector in memory. */
const test = base.extend<{ collector: TestCollector; app: Page; complaints: string[] }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the pattern to learn that nothing is needed
  collector: async ({}, use) => {
    const collector = await startTestCollector();
    await use(collector);
    await collector.stop();
  },
  // oxlint-disable-next-line no-empty-pattern -- as above
  complaints: async ({}, use) => use([]),
  app: async ({ collector, complaints, page }, use) => {
    const capture = await startCapturePage(collector.url, site);
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', ({ message }) => complaints.push(message));
    await page.goto(`${capture.url}/`);
    // Its mistake is what the page is for: a script of another origin that throws.
    await expect.poll(() => complaints).toContainEqual('of another site');
    complaints.length = 0;
    await use(page);
    await capture.stop();
  },
});

/** Calls the tracker of the page. */
const call = (page: Page, method: string, ...args: unknown[]): Promise<void> =>
  page.evaluate(
    async ([name, given]) => {
      const { tracker } = globalThis as unknown as {
        tracker: Record<string, (...args: unknown[]) => unknown>;
      };
      await tracker[name]?.(...given);
    },
    [method, args] as const,
  );

const openDevtools = (page: Page): Promise<void> =>
  page.evaluate(async (public_) => {
    const { openDevtools: open } = await import('@passerby/sdk-core/devtools');
    const { definePlan } = await import('@passerby/sdk-core/plan');
    const { tracker } = globalThis as unknown as { tracker: Parameters<typeof open>[0] };
    const props = { type: 'object', properties: { plan: {} }, required: ['plan'] };
    open(tracker, { site: public_, plan: definePlan({ signup: { props } }) });
  }, site);

test('events, queue, ledger, consent and violations are seen live, under a strict policy', async ({
  app,
  collector,
  complaints,
}, info) => {
  await openDevtools(app);
  const devtools = app.getByRole('region', { name: 'Passerby devtools' });
  const row = (name: string) => devtools.getByRole('group').filter({ hasText: name });
  const count = (term: string) =>
    devtools
      .getByRole('term')
      .filter({ hasText: new RegExp(`^${term}$`) })
      .locator('+ dd');
  await expect(devtools).toContainText('Consent: none asked');

  await call(app, 'trackEvent', 'signup', { plan: 'pro' });
  await call(app, 'flush');
  await expect(row('signup')).toContainText('acknowledged');
  expect(collector.arrivals.filter(({ event }) => 'name' in event && event.name === 'signup')).toHaveLength(
    1,
  );
  await row('signup').locator('summary').press('Enter');
  await expect(row('signup')).toContainText('"plan": "pro"');

  collector.fault = { kind: 'status', status: 503 };
  await call(app, 'trackEvent', '<img src=x onerror="alert(1)">');
  await call(app, 'flush');
  await expect(row('<img')).toContainText('retried');
  await expect(row('<img')).toContainText('against the plan');
  await expect(count('queued')).not.toHaveText('0');
  await devtools.getByRole('button', { name: /^Violations [1-9]/ }).click();
  await expect(row('signup')).toBeHidden();
  await row('<img').locator('summary').press('Enter');
  await expect(row('<img')).toContainText('name: "<img src=x onerror="alert(1)">" is not in the plan');
  await devtools.getByRole('button', { name: /^Queue [1-9]/ }).click();
  await expect(row('<img')).toBeVisible();
  await expect(row('signup')).toBeHidden();

  await call(app, 'setConsent', 'denied');
  await expect(devtools).toContainText('Consent: denied');
  await expect(count('queued')).toHaveText('0');
  await expect(count('dropped: consent')).not.toHaveText('0');
  await expect(devtools).toContainText('No such event since this was opened.');
  await devtools.getByRole('button', { name: /^Dropped [1-9]/ }).click();
  await expect(row('<img')).toContainText('dropped: consent');

  await devtools.getByRole('button', { name: /^All/ }).click();
  for (const [colorScheme, width] of [
    ['light', 1440],
    ['dark', 360],
  ] as const) {
    await app.emulateMedia({ colorScheme });
    await app.setViewportSize({ width, height: 800 });
    await app.screenshot({ path: info.outputPath(`devtools-${colorScheme}-${width}.png`) });
  }
  if (info.config.updateSnapshots === 'all') await devtools.screenshot({ path: picture });
  expect(complaints.filter((text) => !/503|favicon/.test(text))).toEqual([]);
});

test('the devtools break no rule of WCAG 2.2 AA, and are used and closed by keyboard', async ({ app }) => {
  await openDevtools(app);
  await call(app, 'trackEvent', 'sign_up');
  const devtools = app.getByRole('region', { name: 'Passerby devtools' });
  await expect(devtools).toContainText('sign_up');
  await devtools.getByRole('group').filter({ hasText: 'sign_up' }).locator('summary').press('Enter');
  // Evaluated and not loaded, as the policy lets no other script in.
  await app.evaluate(await readFile(checker, 'utf8'));
  for (const colorScheme of ['light', 'dark'] as const) {
    await app.emulateMedia({ colorScheme });
    const broken = await app.evaluate(async () => {
      const { ace } = window as unknown as {
        ace: { Checker: new () => { check(of: Node, rules: string[]): Promise<{ results: Result[] }> } };
      };
      interface Result {
        ruleId: string;
        value: [string, string];
        message: string;
        snippet: string;
        path: { dom: string };
      }
      const { results } = await new ace.Checker().check(document, ['WCAG_2_2']);
      return results
        .filter(
          ({ value: [kind, outcome], path }) =>
            kind === 'VIOLATION' && outcome === 'FAIL' && path.dom.includes('fragment'),
        )
        .map(({ ruleId, message, snippet }) => `${ruleId}: ${message} ${snippet}`);
    });
    expect(broken).toEqual([]);
  }

  const fold = devtools.getByRole('button', { name: `Passerby: ${site}` });
  await fold.focus();
  await app.keyboard.press('Space');
  await expect(fold).toHaveAttribute('aria-expanded', 'false');
  await expect(devtools.getByRole('navigation')).toBeHidden();
  await app.keyboard.press('Tab');
  await expect(devtools.getByRole('button', { name: 'Close' })).toBeFocused();
  await app.keyboard.press('Enter');
  await expect(devtools).toHaveCount(0);
});

test('extensions hear what becomes of each event, and change nothing that is sent', async ({
  app,
  collector,
}) => {
  const undoAfter = await app.evaluateHandle(async (public_) => {
    const { announceEvents } = await import('@passerby/sdk-core/devtools');
    const { tracker } = globalThis as unknown as { tracker: Parameters<typeof announceEvents>[0] };
    const heard: Announcement[] = [];
    window.addEventListener('passerby:event', (event) => {
      const { detail } = event as CustomEvent<Announcement>;
      heard.push(structuredClone(detail));
      if (detail.event) detail.event.url = 'https://changed.example/';
    });
    return { heard, undo: announceEvents(tracker, { site: public_ }) };
  }, site);
  const heard = async (): Promise<unknown[]> =>
    (await undoAfter.evaluate((one) => one.heard))
      .filter(({ event }) => event?.type === 'event' && event.name === 'signup')
      .map(({ site: of, fate, reason }) => [of, fate, reason]);
  await call(app, 'trackEvent', 'signup');
  await call(app, 'flush');
  await expect.poll(heard).toEqual([
    [site, 'tracked', undefined],
    [site, 'sent', undefined],
    [site, 'acknowledged', undefined],
  ]);
  const arrival = collector.arrivals.find(({ event }) => 'name' in event && event.name === 'signup');
  expect(arrival?.event.url).toBe(app.url());
  await call(app, 'setConsent', 'denied');
  await call(app, 'trackEvent', 'no more');
  const told = await undoAfter.evaluate((one) => one.heard.at(-1));
  expect(told).toEqual({ site, fate: 'dropped', reason: 'consent' });
  await undoAfter.evaluate((one) => one.undo());
  await call(app, 'trackEvent', 'unheard');
  expect(await undoAfter.evaluate((one) => one.heard.filter(({ reason }) => reason).length)).toBe(1);
});
