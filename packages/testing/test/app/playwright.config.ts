import { defineConfig } from '@playwright/test';

const executablePath = process.env['PASSERBY_CHROMIUM'];
const url = `http://127.0.0.1:${process.env['APP_PORT']}`;

export default defineConfig({
  fullyParallel: true,
  workers: 2,
  expect: { timeout: 10_000 },
  reporter: [['json', { outputFile: 'report.json' }]],
  webServer: { command: 'node serve.mjs', url },
  use: {
    baseURL: url,
    launchOptions: { ...(executablePath && { executablePath }), args: ['--no-sandbox'] },
  },
});
