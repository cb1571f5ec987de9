import { launch, type Browser as Puppet, type LaunchOptions } from 'puppeteer-core';
import type { Engine } from './browser.ts';

export const chromium: Engine = createEngine({
  browser: 'chrome',
  executablePath: process.env['PASSERBY_CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});

/** Over WebDriver BiDi. */
export const firefox: Engine = createEngine({
  browser: 'firefox',
  executablePath: process.env['PASSERBY_FIREFOX'] ?? '/usr/bin/firefox-esr',
});

/** One process for all, as Firefox takes seconds to start; each browser is a tab of it. */
function createEngine(options: LaunchOptions): Engine {
  let puppet: Promise<Puppet> | undefined;
  return {
    async launch() {
      puppet ??= launch({ ...options, headless: true });
      const page = await (await puppet).newPage();
      return {
        async open(url) {
          await page.goto(url);
        },
        evaluate: <Value>(expression: string) => page.evaluate(expression) as Promise<Value>,
        click: (selector) => page.click(selector),
        closeTab: () => page.close({ runBeforeUnload: true }),
        quit: () => page.close().catch(() => {}), // The test has closed it.
      };
    },
    async stop() {
      await (await puppet)?.close();
    },
  };
}
