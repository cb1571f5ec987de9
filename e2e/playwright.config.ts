import { defineConfig } from '@playwright/test';
import { browserUserAgent } from './support/browser-user-agent.ts';

const executablePath = process.env['PASSERBY_CHROMIUM'];

export default defineConfig({
  testDir: './browser',
  outputDir: '../test-results',
  // Two files at a time, whose collectors have a ClickHouse inside each; most of a test is waiting.
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: '../.reports/playwright.json' }]],
  use: {
    browserName: 'chromium',
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: [
        '--no-sandbox',
        // For the whole browser, because a beacon of a closed tab goes out without what Playwright says for the tab.
        `--user-agent=${browserUserAgent}`,
        // A visitor is no program, and the tracker asks navigator.webdriver.
        '--disable-blink-features=AutomationControlled',
        // Plain http that no browser takes for trustworthy, unlike localhost.
        '--host-resolver-rules=MAP demo.test 127.0.0.1',
      ],
    },
    trace: 'retain-on-failure',
  },
});
