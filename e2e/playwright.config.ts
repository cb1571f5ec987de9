import { defineConfig } from '@playwright/test';

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
    // demo.test: plain http that no browser takes for trustworthy, unlike localhost.
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: ['--no-sandbox', '--host-resolver-rules=MAP demo.test 127.0.0.1'],
    },
    trace: 'retain-on-failure',
  },
});
