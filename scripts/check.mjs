import { prepare } from './prepare.mjs';
import { main, run } from './run.mjs';

const steps = [
  ['lint', 'oxlint', ['--type-aware', '--deny-warnings']],
  ['format', 'prettier', ['--check', '--log-level=warn', '.']],
  ['types', 'turbo', ['run', 'types', '--output-logs=errors-only', '--log-order=grouped']],
  ['code in README files', 'node', ['scripts/readme-code.mjs']],
  ['unused code', 'knip', []],
  ['size', 'node', ['scripts/told-sizes.mjs']],
  ['packed tarballs', 'turbo', ['run', 'test:package', '--output-logs=new-only', '--log-order=grouped']],
];

// `npm run check`: everything that can be judged without running the product; all steps run, also after a failed one.
await main(async () => {
  await prepare();
  const failures = [];
  for (const [name, command, args] of steps) {
    console.log('\nChecking:', name);
    await run(command, args).catch(() => failures.push(name));
  }
  if (failures.length > 0) throw new Error(`failed: ${failures.join(', ')}`);
});
