import { createRequire } from 'node:module';
import { pageNames, fillWithEverything, open, withFunnel } from '../support/dashboard.ts';
import { expect, test } from './stack.ts';

// The checker is a script of its own, which the policy of the page would keep out.
test.use({ bypassCSP: true });

const checker = createRequire(import.meta.url).resolve('accessibility-checker-engine/ace-window.js');

/** IBM's Equal Access engine (Apache-2.0); axe-core is under the MPL, and not ours to take. */
interface Checker {
  check(
    document: Document,
    rules: string[],
  ): Promise<{
    results: { ruleId: string; value: [kind: string, outcome: string]; message: string; snippet: string }[];
  }>;
}

for (const [colorScheme, width] of [
  ['light', 1440],
  ['dark', 360],
] as const) {
  test(`no page breaks a rule of WCAG 2.2 AA in ${colorScheme}, ${width} pixels wide`, async ({
    stack: { collector, site },
    page,
  }) => {
    test.setTimeout(360_000);
    await fillWithEverything(collector.url, site, 60);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 1000 });
    await page.goto(collector.url + withFunnel);
    await page.addScriptTag({ path: checker });
    const check = (): Promise<string[]> =>
      page.evaluate(async () => {
        const { ace } = window as unknown as { ace: { Checker: new () => Checker } };
        const { results } = await new ace.Checker().check(document, ['WCAG_2_2']);
        return results
          .filter(({ value: [kind, outcome] }) => kind === 'VIOLATION' && outcome === 'FAIL')
          .map(({ ruleId, message, snippet }) => `${ruleId}: ${message} ${snippet}`);
      });
    for (const name of pageNames) {
      await open(page, name);
      expect.soft(await check(), name).toEqual([]);
    }
    await page.goto(`${collector.url}/?range=2026-01-08T13:00..2026-01-08T14:15&compare=year`);
    await expect(page.getByText('there is nothing to compare with')).toBeVisible();
    await page.addScriptTag({ path: checker });
    expect.soft(await check(), 'Hours').toEqual([]);
    const made = await fetch(`${collector.url}/api/v1/sites/${site}/links`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password: 'correct horse' }),
    });
    await page.goto(`${collector.url}/${((await made.json()) as { path: string }).path}`);
    await expect(page.getByRole('textbox', { name: 'Password' })).toBeVisible();
    await page.addScriptTag({ path: checker });
    expect.soft(await check(), 'Shared link').toEqual([]);
  });
}
