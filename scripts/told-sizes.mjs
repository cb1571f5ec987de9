import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, root } from './run.mjs';

// `npm run size`: measures what the browser downloads, holds it to `.size-limit.json`, and the figures that the README
// tells to what was measured. `npm run size -- --write` puts the measured ones there.

/** Rows of the README's table of numbers, and what of `.size-limit.json` each tells. */
const told = {
  '`sdk.js`, gzip': 'sdk-core: sdk.js (script tag, gzip)',
  '`createTracker`, bundled, gzip': 'sdk-core: createTracker (ESM, gzip)',
  '`sdk.lite.js`, without store, gzip': 'sdk-core: sdk.lite.js (script tag, gzip)',
  'outbound links, downloads and forms beside it, gzip': 'sdk-core: links + downloads + forms (ESM, gzip)',
};

const path = join(root, 'README.md');
const lines = readFileSync(path, 'utf8').split('\n');
const measured = JSON.parse(measure());
if (measured.error) {
  console.error(
    `passerby: the sizes cannot be measured; npm run build builds what they are of.\n${measured.error}`,
  );
  process.exit(1);
}
const wrong = [];
for (const { name, passed, size, sizeLimit } of measured) {
  console.log(`${passed ? '✓' : '✗'} ${name}: ${size} of ${sizeLimit} bytes`);
  if (!passed) wrong.push(`${name} is over its limit`);
}
for (const [row, name] of Object.entries(told)) {
  const { size } = measured.find((one) => one.name === name);
  const figure = `${(size / 1_000).toFixed(2)} kB`;
  const index = lines.findIndex((line) => line.startsWith(`| ${row} `));
  const cell = lines[index]?.split('|')[2];
  if (cell?.trim() === figure) continue;
  wrong.push(`README.md tells ${cell?.trim() ?? 'nothing'} for ${row}, measured are ${figure}`);
  if (cell) lines[index] = lines[index].replace(cell, ` ${figure}`.padEnd(cell.length));
}
if (process.argv.includes('--write')) writeFileSync(path, lines.join('\n'));
else if (wrong.length > 0) {
  console.error(`\npasserby: ${wrong.join('; ')}. After a look, npm run size -- --write mends the README.`);
  process.exit(1);
}

/** The report of size-limit, which also ends with a failure when a limit is passed. */
function measure() {
  try {
    return execFileSync('size-limit', ['--json'], {
      cwd: root,
      env: environment,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    if (error.stdout?.length) return error.stdout;
    throw error;
  }
}
