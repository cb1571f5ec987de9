import { defineConfig } from '@playwright/test';
import { browserUserAgent } from './support/browser-user-agent.ts';

const executablePath = process.env['PASSERBY_CHROMIUM'];

export default defineConfig({
  testDir: './browser',
  outputDir: '../test-results',
  // One collector at a time: each has a ClickHouse inside.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: '../.reports/playwright.json' }]],
  use: {
    browserName: 'chromium',
    launchOptions: {
      ...(executablePath && { executablePath }),
      // For the whole browser, because a beacon of a closed tab goes out without what Playwright says for the tab.
      args: ['--no-sandbox', `--user-agent=${browserUserAgent}`],
    },
    trace: 'retain-on-failure',
  },
});
