import { setTimeout as sleep } from 'node:timers/promises';
import { launch, type Browser, type Page } from 'puppeteer-core';

/** A Chromium with a profile that outlives it, and its tabs on the demo's pages. */
export interface Visitor {
  /** Those open now. */
  tabs: Page[];
  /** Opens tabs on the first page until there are so many. */
  openTabs(count: number): Promise<void>;
  /** Loads a page of the demo, online. */
  load(tab: Page, path: string): Promise<void>;
  goOnline(): Promise<void>;
  /** Ends the renderer: no pagehide, no beacon. */
  crash(tab: Page): Promise<void>;
  /** As a person does. */
  close: (tab: Page) => Promise<void>;
  /** SIGKILLs the browser, and starts it again with the same profile and no tab. */
  killBrowser(): Promise<void>;
  quit(): Promise<void>;
}

export async function startVisitor(options: {
  profileDir: string;
  url: string;
  /** Gets what pages say by `sawKept(ids)`. */
  onKept: (ids: string[]) => void;
}): Promise<Visitor> {
  const start = (): Promise<Browser> =>
    launch({
      browser: 'chrome',
      executablePath: process.env['PASSERBY_CHROMIUM'] ?? '/usr/bin/chromium',
      userDataDir: options.profileDir,
      args: ['--no-sandbox'],
      headless: true,
    });
  let browser = await start();
  const forget = (tab: Page): void => void (visitor.tabs = visitor.tabs.filter((other) => other !== tab));
  const openTab = async (): Promise<void> => {
    const tab = await browser.newPage();
    await tab.exposeFunction('sawKept', options.onKept);
    await tab.goto(`${options.url}/`);
    visitor.tabs.push(tab);
  };
  const visitor: Visitor = {
    tabs: [],
    async openTabs(count) {
      await Promise.all(Array.from({ length: count - visitor.tabs.length }, openTab));
    },
    async load(tab, path) {
      await tab.setOfflineMode(false);
      await tab.goto(`${options.url}${path}`);
    },
    async goOnline() {
      await Promise.all(visitor.tabs.map((tab) => tab.setOfflineMode(false)));
    },
    async crash(tab) {
      forget(tab);
      const crashed = new Promise((resolve) => tab.once('error', resolve));
      const session = await tab.createCDPSession();
      session.send('Page.crash').catch(() => {}); // Nobody is left to answer.
      await crashed;
      await tab.close();
    },
    close: async (tab) => {
      forget(tab);
      await tab.close({ runBeforeUnload: true });
      while (!tab.isClosed()) await sleep(10);
    },
    async killBrowser() {
      visitor.tabs = [];
      const gone = new Promise((resolve) => browser.process()?.once('exit', resolve));
      browser.process()?.kill('SIGKILL');
      await gone;
      browser = await start();
    },
    quit: () => browser.close(),
  };
  return visitor;
}
