import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findOrInstallChromium } from './chromium.mjs';
import { prepare } from './prepare.mjs';
import { main, root, run } from './run.mjs';

// `npm test`: sets up all that it needs, then runs every suite, also those after a failed one.
await main(async () => {
  rmSync(join(root, '.reports'), { recursive: true, force: true });
  await prepare();
  const chromium = await findOrInstallChromium();
  const failures = [];
  for (const [name, command, args] of [
    ['unit and integration tests', 'vitest', ['run']],
    ['browser tests', 'playwright', ['test', '--config', 'e2e/playwright.config.ts']],
  ]) {
    console.log('\nRunning the', name);
    await run(command, args, { env: { PASSERBY_CHROMIUM: chromium } }).catch(() => failures.push(name));
  }
  if (failures.length > 0) throw new Error(`failed: ${failures.join(', ')}`);
});
