/// <reference lib="dom" />
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'puppeteer-core';
import { ask } from '../support/ask.ts';
import { startCollector } from '../support/collector.ts';
import { sendMadeUpVisits } from '../support/made-up-visits.ts';
import { launchChromium } from './launch-chromium.ts';

const site = 'bench.example';
const visits = 600;
const rounds = 9;
/** Issue of the dashboard: how long it may take on localhost. */
const goalMs = 1_000;

/** What was measured of one opening of the overview. */
interface Opened {
  /** From the navigation to the figures, ms. */
  shownMs: number;
  /** Of the page's main thread until then, ms of the processor. */
  busyMs: number;
  /** Of the scripts that had come until then, as sent. */
  scriptBytes: number;
}

/** `npm run bench -- dashboard`: how soon the overview of a week shows its figures in Chromium, and what it needs for it. */
export async function benchDashboard(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'passerby-bench-'));
  const collector = await startCollector({ dataDir, env: { PASSERBY_TRUSTED_PROXIES: '127.0.0.1' } });
  const browser = await launchChromium();
  try {
    await fill(collector.url);
    const first: Opened[] = [];
    const again: Opened[] = [];
    for (let round = 0; round < rounds; round++) {
      const context = await browser.createBrowserContext();
      first.push(await open(context, collector.url));
      again.push(await open(context, collector.url));
      await context.close();
    }
    console.table({
      'opened for the first time': describe(first),
      'with its files in the cache': describe(again),
    });
    if (median(first, 'shownMs') < goalMs) return;
    console.error('the goal is missed: see the table');
    process.exitCode = 1;
  } finally {
    await stop(browser, collector, dataDir);
  }
}

async function fill(url: string): Promise<void> {
  const added = await fetch(`${url}/api/v1/sites`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ site }),
  });
  if (!added.ok) throw new Error(`the site was not added: ${await added.text()}`);
  await sendMadeUpVisits(url, site, { visits });
  for (let found = 0; found < visits * 0.9;) {
    const { results } = await ask(url, { site_id: site, metrics: ['visits'], date_range: '28d' });
    found = Number(results[0]?.metrics[0]);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function open(context: BrowserContext, url: string): Promise<Opened> {
  const page = await context.newPage();
  await page.evaluateOnNewDocument(() => {
    const scope = globalThis as { shownMs?: number };
    new MutationObserver((_, observer) => {
      if (document.querySelectorAll('.figure-value').length < 6) return;
      scope.shownMs = performance.now();
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(`${url}/?site=${site}`);
  await page.waitForFunction(() => 'shownMs' in globalThis);
  const { TaskDuration = Number.NaN } = await page.metrics();
  const [shownMs, scriptBytes] = await page.evaluate(() => {
    const shown = (globalThis as unknown as { shownMs: number }).shownMs;
    const scripts = performance
      .getEntriesByType('resource')
      .filter(
        (each) => each.name.endsWith('.js') && (each as PerformanceResourceTiming).responseEnd <= shown,
      );
    return [
      shown,
      scripts.reduce((sum, each) => sum + (each as PerformanceResourceTiming).encodedBodySize, 0),
    ] as const;
  });
  await page.close();
  return { shownMs, busyMs: TaskDuration * 1_000, scriptBytes };
}

function median(opened: Opened[], key: keyof Opened): number {
  const sorted = opened.map((each) => each[key]).toSorted((one, other) => one - other);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

const describe = (opened: Opened[]): Record<string, string> => ({
  'figures shown, median': `${median(opened, 'shownMs').toFixed(0)} ms`,
  slowest: `${Math.max(...opened.map(({ shownMs }) => shownMs)).toFixed(0)} ms`,
  'main thread': `${median(opened, 'busyMs').toFixed(0)} ms`,
  scripts: `${(median(opened, 'scriptBytes') / 1_000).toFixed(1)} kB`,
  goal: `< ${goalMs} ms`,
});

async function stop(browser: Browser, collector: { stop(): Promise<void> }, dataDir: string): Promise<void> {
  await browser.close();
  await collector.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
