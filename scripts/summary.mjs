import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { leftOutEngines } from './browsers.mjs';
import { root } from './run.mjs';

// Prints `N passed, N failed` (last, after what was left out) over the reports that the suites left in .reports.

const directory = join(root, '.reports');
const files = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('.json')) : [];
let passed = 0;
let failed = 0;
for (const file of files) {
  const report = JSON.parse(readFileSync(join(directory, file), 'utf8'));
  // Playwright counts in `stats`, vitest in Jest's fields.
  passed += report.stats?.expected ?? report.numPassedTests;
  failed += report.stats ? report.stats.unexpected + report.stats.flaky : report.numFailedTests;
}
const leftOut = leftOutEngines();
if (leftOut.length > 0) console.log('Left out by PASSERBY_SKIP_ENGINES:', leftOut.join(', '));
console.log(`${passed} passed, ${failed} failed`);
if (passed === 0 || failed > 0) process.exit(1);
