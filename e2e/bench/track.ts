import type { Browser } from 'puppeteer-core';
import { launchChromium } from './launch-chromium.ts';
import { fillStore, timeCalls, timeStart, timeThousand } from './track-in-page.ts';
import { startTrackPage } from './track-page.ts';

const storedEvents = 10_000;
/** Issue of the tracker: what it may cost the page. */
const goals = { callMicros: 30, longestTaskMs: 50, startBlockedMs: 100 };

/** `npm run bench -- track`: what the tracker costs the main thread of a page in Chromium. */
export async function benchTrack(): Promise<void> {
  const page = await startTrackPage();
  const browser = await launchChromium();
  try {
    const calls = await onNewPage(browser, page.url, (tab) => tab.evaluate(timeCalls, false));
    const full = await onNewPage(browser, page.url, (tab) => tab.evaluate(timeCalls, true));
    const thousand = await onNewPage(browser, page.url, (tab) => tab.evaluate(timeThousand));
    await onNewPage(browser, page.url, (tab) => tab.evaluate(fillStore, storedEvents));
    const start = await onNewPage(browser, page.url, (tab) => tab.evaluate(timeStart, storedEvents));
    console.table({
      'JSON.stringify and push, median': { value: micros(calls.floor), goal: '' },
      'trackEvent(), median': { value: micros(calls.trackEvent), goal: `< ${goals.callMicros} µs` },
      'trackEvent() where 1,000 events wait, median': { value: micros(full.trackEvent), goal: '' },
      '1,000 calls in a row': { value: ms(thousand.calls), goal: '' },
      'longest task of these': {
        value: task(thousand.longestTask),
        goal: `≤ ${goals.longestTaskMs} ms`,
      },
      'createTracker() on 10,000 stored events': { value: ms(start.call), goal: '' },
      'until they are taken over': { value: ms(start.adopted), goal: '' },
      'longest task of these ': { value: task(start.longestTask), goal: '' },
      'all tasks over 50 ms together': { value: ms(start.blocked), goal: `< ${goals.startBlockedMs} ms` },
    });
    const met =
      calls.trackEvent < goals.callMicros &&
      thousand.longestTask <= goals.longestTaskMs &&
      start.blocked < goals.startBlockedMs;
    if (!met) {
      console.error('a goal is missed: see the table');
      process.exitCode = 1;
    }
  } finally {
    await browser.close();
    page.stop();
  }
}

async function onNewPage<Value>(
  browser: Browser,
  url: string,
  measure: (tab: Awaited<ReturnType<Browser['newPage']>>) => Promise<Value>,
): Promise<Value> {
  const tab = await browser.newPage();
  await tab.goto(url);
  const value = await measure(tab);
  await tab.close();
  return value;
}

const micros = (value: number): string => `${value.toFixed(1)} µs`;
const ms = (value: number): string => `${value.toFixed(1)} ms`;
const task = (value: number): string => (value === 0 ? '≤ 50 ms' : ms(value));
