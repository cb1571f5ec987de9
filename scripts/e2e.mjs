import { findOrInstallBrowsers } from './browsers.mjs';
import { prepare } from './prepare.mjs';
import { main, run } from './run.mjs';

// `npm run e2e [-- <arguments of Playwright>]`: the browser tests. `npm run e2e -- chaos [--seed 1]`: a longer run, as is crash.

const runs = {
  chaos: ['node', 'e2e/chaos/run.ts'],
  crash: ['node', 'e2e/crash/run.ts'],
};
const browserTests = ['playwright', 'test', '--config', 'e2e/playwright.config.ts'];

await main(async () => {
  const given = process.argv.slice(2);
  const named = runs[given[0]];
  const [command, ...args] = named ? [...named, ...given.slice(1)] : [...browserTests, ...given];
  await prepare();
  await run(command, args, { env: await findOrInstallBrowsers(['PASSERBY_CHROMIUM']) });
});
