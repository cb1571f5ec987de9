import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { leftOutEngines } from './browsers.mjs';
import { root } from './run.mjs';

// Prints what failed and why, then `N passed, N failed` (last, after what was left out) over the reports that the suites
// left in .reports.

const directory = join(root, '.reports');
const files = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('.json')) : [];
let passed = 0;
let failed = 0;

/** How much of a failure's message is printed, in characters. */
const maxMessage = 1500;

// The colours that both runners put into their messages.
// oxlint-disable-next-line no-control-regex
const colours = /\u001b\[[\d;]*m/g;

/** @param {string} test @param {string} message */
const tell = (test, message) =>
  console.log(`\nFailed: ${test}\n${message.replaceAll(colours, '').slice(0, maxMessage)}`);

/** What failed of a report of Playwright, whose suites lie in suites. @param {any} suite @param {string} path */
const tellSuite = (suite, path) => {
  for (const inner of suite.suites ?? []) tellSuite(inner, `${path} > ${inner.title}`);
  for (const spec of suite.specs ?? [])
    if (!spec.ok || spec.tests.some((test) => test.status === 'flaky'))
      for (const { status, error } of spec.tests.flatMap((test) => test.results))
        if (status !== 'passed') tell(`${path} > ${spec.title}`, error?.message ?? status);
};

for (const file of files) {
  const report = JSON.parse(readFileSync(join(directory, file), 'utf8'));
  if (report.stats) tellSuite(report, file);
  for (const suite of report.testResults ?? []) {
    if (suite.status === 'failed' && suite.assertionResults.length === 0) tell(suite.name, suite.message);
    for (const { status, fullName, failureMessages } of suite.assertionResults)
      if (status === 'failed') tell(`${suite.name} > ${fullName}`, failureMessages.join('\n'));
  }
  // Playwright counts in `stats`, vitest in Jest's fields.
  passed += report.stats?.expected ?? report.numPassedTests;
  failed += report.stats ? report.stats.unexpected + report.stats.flaky : report.numFailedTests;
}
const leftOut = leftOutEngines();
if (leftOut.length > 0) console.log('Left out by PASSERBY_SKIP_ENGINES:', leftOut.join(', '));
console.log(`${passed} passed, ${failed} failed`);
if (passed === 0 || failed > 0) process.exit(1);
