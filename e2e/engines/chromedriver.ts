import type { Browser, Engine } from './browser.ts';
import { freePort } from './free-port.ts';
import { startHelper } from './helper-process.ts';
import { startSession } from './webdriver.ts';

/** Chromium by its WebDriver server: under the other drivers it prerenders nothing. */
export const chromiumByWebDriver: Engine = { launch, stop: async () => {} };

async function launch(): Promise<Browser> {
  const port = await freePort();
  const driver = await startHelper(
    process.env['PASSERBY_CHROMEDRIVER'] ?? '/usr/bin/chromedriver',
    [`--port=${port}`],
    { stdio: 'ignore' },
  );
  const options = {
    binary: process.env['PASSERBY_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--no-first-run'],
  };
  return startSession(`http://127.0.0.1:${port}`, { 'goog:chromeOptions': options }, () => driver.end());
}
