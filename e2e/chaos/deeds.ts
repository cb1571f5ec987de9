import type { Page } from 'puppeteer-core';
import type { Fault, FaultProxy } from '../support/fault-proxy.ts';
import type { Visitor } from './visitor.ts';

/** What deeds are done to. */
export interface World {
  visitor: Visitor;
  proxy: FaultProxy;
  /** One of them, as the seed wills. */
  pick: <Choice>(choices: readonly Choice[]) => Choice;
  /** Tracks some events in one task; resolves when they are in the store, or the page is gone. */
  burst: (tab: Page) => Promise<void>;
}

const paths = ['/', '/pricing/', '/sign-up/'];

const faults: (Fault | undefined)[] = [
  undefined,
  undefined,
  { status: 429, retryAfter: '1' },
  { status: 500 },
  { status: 503 },
  'hang',
  'reset',
  'lost-answer',
];

const followLink = ({ visitor, pick }: World, tab: Page): Promise<void> => visitor.load(tab, pick(paths));

/** All that can happen to a visitor, and how likely beside the others. */
export const deeds: [name: string, weight: number, deed: (world: World, tab: Page) => Promise<unknown>][] = [
  ['burst', 8, ({ burst }, tab) => burst(tab)],
  [
    'bursts in two tabs',
    4,
    ({ burst, visitor, pick }, tab) => Promise.all([tab, pick(visitor.tabs)].map(burst)),
  ],
  ['navigation', 3, followLink],
  ['navigation in a burst', 3, (world, tab) => Promise.all([world.burst(tab), followLink(world, tab)])],
  ['reload', 2, ({ visitor }, tab) => visitor.load(tab, new URL(tab.url()).pathname)],
  ['fault', 8, async ({ proxy, pick }) => (proxy.fault = pick(faults))],
  ['offline', 2, (_, tab) => tab.setOfflineMode(true)],
  ['online', 2, ({ visitor }) => visitor.goOnline()],
  ['closed tab', 2, ({ visitor }, tab) => visitor.close(tab)],
  ['crashed tab', 2, ({ visitor }, tab) => visitor.crash(tab)],
  ['crash in a burst', 1, ({ burst, visitor }, tab) => Promise.all([burst(tab), visitor.crash(tab)])],
  ['killed browser', 1, ({ visitor }) => visitor.killBrowser()],
];
