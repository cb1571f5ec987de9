import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chromiumByWebDriver } from './chromedriver.ts';
import { useVisit, type Visit } from './visit.ts';

const visit = useVisit(chromiumByWebDriver);

/** Opens a page that lets the browser prerender a second one; resolves when that has run its scripts, unseen. */
async function openWithPrerender({ browser, url, outDir }: Visit): Promise<void> {
  const rules = { prerender: [{ urls: ['/pricing/'], eagerness: 'immediate' }] };
  addToHead(outDir, 'index.html', `<script type="speculationrules">${JSON.stringify(rules)}</script>`);
  addToHead(
    outDir,
    'pricing/index.html',
    `<script>
      self.moments = [document.prerendering ? 'prerendering' : 'shown'];
      document.addEventListener('prerenderingchange', () => moments.push('activated'));
      addEventListener('load', () => (localStorage.loaded = moments));
    </script>`,
  );
  await browser.open(`${url}/`);
  await expect.poll(() => browser.evaluate('localStorage.loaded')).toBe('prerendering');
}

test('a page that is prerendered and never shown does not count (plausible#5343)', async () => {
  const { browser } = visit();
  await openWithPrerender(visit());
  await browser.evaluate(`passerby('trackEvent', 'after')`);
  await browser.evaluate(`passerby('flush')`);
  await expect.poll(visit().stored).toEqual({ pageview: 1, after: 1 });
});

test('a prerendered page counts when it is shown', async () => {
  const { browser } = visit();
  await openWithPrerender(visit());
  await expect.poll(visit().stored).toEqual({ pageview: 1 });
  await browser.evaluate(`void setTimeout(() => location.assign('/pricing/'))`);
  await expect.poll(() => browser.evaluate('self.moments')).toEqual(['prerendering', 'activated']);
  await expect.poll(visit().stored).toEqual({ pageview: 2 });
});

function addToHead(outDir: string, page: string, markup: string): void {
  const path = join(outDir, page);
  writeFileSync(path, readFileSync(path, 'utf8').replace('<head>', `<head>${markup}`));
}
