import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findOrInstallBrowsers, leftOutEngines } from './browsers.mjs';
import { prepare } from './prepare.mjs';
import { main, root, run } from './run.mjs';

// `npm test`: sets up all that it needs, then runs every suite, also those after a failed one.
await main(async () => {
  const leftOut = leftOutEngines();
  rmSync(join(root, '.reports'), { recursive: true, force: true });
  await prepare();
  const browsers = await findOrInstallBrowsers();
  const failures = [];
  // Browsers that share two cores with other suites are slow: one suite at a time.
  for (const [name, command, args] of [
    ['unit and integration tests', 'vitest', ['run', '--project', '!engines']],
    [
      'tests in each engine',
      'vitest',
      ['run', '--project', 'engines', '--outputFile.json=.reports/engines.json'],
    ],
    ['browser tests', 'playwright', ['test', '--config', 'e2e/playwright.config.ts']],
  ]) {
    console.log('\nRunning the', name);
    await run(command, args, { env: browsers }).catch(() => failures.push(name));
  }
  if (leftOut.length > 0) console.log('\nLeft out by PASSERBY_SKIP_ENGINES:', leftOut.join(', '));
  if (failures.length > 0) throw new Error(`failed: ${failures.join(', ')}`);
});
