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
    userAgent: browserUserAgent,
    launchOptions: { ...(executablePath && { executablePath }), args: ['--no-sandbox'] },
    trace: 'retain-on-failure',
  },
});
