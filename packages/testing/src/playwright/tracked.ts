import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Arrival, Event, TestCollector, TestLedger } from '@passerby/collector/testing';
import type { BrowserContext, Page } from '@playwright/test';
import type { ExpectedProps } from '../expectation/match.ts';
import { fillStorageInPage, skewClockInPage } from '../faults-in-page.ts';
import type { Fault } from '../faults.ts';
import { nudgeInPage } from './nudge-in-page.ts';
import { redirectInPage } from './redirect-in-page.ts';

/** What the pages of a test have tracked, and the ways in which that can go wrong. */
export interface Tracked {
  /** Where the collector of the test listens, for apps that can be told; the others are redirected. */
  readonly endpoint: string;
  /** Events that were accepted so far, each once, in order of arrival. */
  events(): Event[];
  /** All that arrived so far, duplicates and rejected events included. */
  arrivals(): readonly Arrival[];
  ledger(): TestLedger;
  /** Resolves with the first such event, waiting like `toHaveEvent`; fails like it. */
  waitFor(name: string, props?: ExpectedProps, options?: { timeout?: number }): Promise<Event>;
  /** Forgets what arrived so far. */
  clear(): void;
  /** From now on, instead of the fault before. Faults in the page hold for pages that are open, too. */
  fail(fault: Fault): Promise<void>;
  /** Answers with this status; `retryAfter` in seconds. */
  failWith(status: number, options?: { retryAfter?: number }): Promise<void>;
  /** Ends the faults of network, answers and blocker; the others last as long as their pages. */
  recover(): Promise<void>;
  goOffline(): Promise<void>;
  goOnline(): Promise<void>;
  /** Ends a tab without a word, no `pagehide`; by default the one opened last. Chromium only. */
  crashTab(page?: Page): Promise<void>;
  /** Stops the clock of all pages at this time; timers go on. */
  freezeClock(time: Date | number | string): Promise<void>;
  /** Follows a context that the test made itself by `browser.newContext()`, before it opens pages. */
  watch(context: BrowserContext): Promise<void>;
}

/** What the assertions need to know besides. */
export interface Watched extends Tracked {
  readonly collector: TestCollector;
  /** Directives of Content-Security-Policy that have stopped a page. */
  readonly blockedBy: ReadonlySet<string>;
  /** Makes the trackers of all pages send now, unless something is made to fail. */
  nudge(): void;
}

const scripts = ['sdk.js', 'sdk.lite.js', 'sdk.debug.js'];

export function createTracked(
  collector: TestCollector,
  endpoint: string | undefined,
  waitFor: (tracked: Tracked, ...wanted: Parameters<Tracked['waitFor']>) => Promise<Event>,
): Watched {
  const contexts: BrowserContext[] = [];
  const blockedBy = new Set<string>();
  const nudged = new WeakSet<Page>();
  /** For contexts to come as well. */
  const habits: ((context: BrowserContext) => Promise<unknown>)[] = [];
  let isOffline = false;
  let isBlocked = false;

  const inAll = async (habit: (context: BrowserContext) => Promise<unknown>): Promise<void> => {
    habits.push(habit);
    await Promise.all(contexts.map(habit));
  };
  const runInAll = <Arg>(script: (arg: Arg) => void, arg: Arg): Promise<void> =>
    inAll(async (context) => {
      await context.addInitScript(script as (given: unknown) => void, arg);
      await Promise.all(context.pages().map((page) => page.evaluate(script as never, arg as never)));
    });

  const tracked: Watched = {
    collector,
    blockedBy,
    endpoint: collector.url,
    events: () => collector.arrivals.filter(({ fate }) => fate === 'accepted').map(({ event }) => event),
    arrivals: () => collector.arrivals,
    ledger: () => collector.ledger(),
    waitFor: (...wanted) => waitFor(tracked, ...wanted),
    clear: () => collector.clear(),

    async fail(fault) {
      if (fault.kind === 'clock-skew') return runInAll(skewClockInPage, fault.skewMs);
      if (fault.kind === 'storage-full') return runInAll(fillStorageInPage, undefined);
      isBlocked = fault.kind === 'blocked';
      // To the page it is the same: its fetch fails, and its beacon is taken and lost.
      collector.fault = fault.kind === 'blocked' ? { kind: 'reset' } : fault;
    },
    failWith: (status, options) => tracked.fail({ kind: 'status', status, ...options }),
    async recover() {
      isBlocked = false;
      collector.fault = undefined;
    },

    async goOffline() {
      isOffline = true;
      await Promise.all(contexts.map((context) => context.setOffline(true)));
    },
    async goOnline() {
      isOffline = false;
      await Promise.all(contexts.map((context) => context.setOffline(false)));
    },

    async crashTab(page = contexts.flatMap((context) => context.pages()).at(-1)) {
      if (!page) throw new Error('tracked.crashTab: no page is open');
      if (page.context().browser()?.browserType().name() !== 'chromium') {
        throw new Error(
          'tracked.crashTab: only Chromium can be told to crash a tab; skip this test elsewhere',
        );
      }
      const client = await page.context().newCDPSession(page);
      const crashed = page.waitForEvent('crash');
      client.send('Page.crash').catch(() => {}); // A tab that is gone does not answer.
      await crashed;
      await page.close();
    },

    freezeClock: (time) => inAll((context) => context.clock.setFixedTime(time)),

    async watch(context) {
      contexts.push(context);
      await context.exposeFunction('passerbyTestBlocked', (directive: string) => blockedBy.add(directive));
      await context.addInitScript(redirectInPage, { target: collector.url, endpoint });
      if (endpoint !== undefined) {
        for (const name of scripts) {
          await context.route(`${endpoint}/${name}`, async (route) => {
            if (isBlocked) return route.abort('blockedbyclient');
            const file = fileURLToPath(import.meta.resolve(`@passerby/sdk-core/${name}`));
            return route.fulfill({ contentType: 'text/javascript', body: await readFile(file, 'utf8') });
          });
        }
      }
      for (const habit of habits) await habit(context);
      if (isOffline) await context.setOffline(true);
    },

    nudge() {
      if (isOffline || collector.fault) return;
      const sites = [...new Set(collector.arrivals.map(({ batch }) => batch.site))];
      for (const page of contexts.flatMap((context) => context.pages())) {
        if (nudged.has(page)) continue;
        nudged.add(page);
        void page
          .evaluate(nudgeInPage, sites)
          .catch(() => {}) // It navigates, or is gone, and then sends by itself.
          .then(() => nudged.delete(page));
      }
    },
  };
  return tracked;
}
