import { launch, type Browser } from 'puppeteer-core';

/** The Chromium that PASSERBY_CHROMIUM names, else Debian's. */
export const launchChromium = (): Promise<Browser> =>
  launch({
    browser: 'chrome',
    executablePath: process.env['PASSERBY_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
    headless: true,
  });
