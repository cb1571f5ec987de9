import { readFileSync } from 'node:fs';
import { limits } from '@passerby/wire';
import resolve from '@rollup/plugin-node-resolve';
import replace from '@rollup/plugin-replace';
import terser from '@rollup/plugin-terser';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

const values = { SDK_VERSION: JSON.stringify(version) };
// As numbers in place, so that nobody downloads the limits' names.
for (const [name, value] of Object.entries(limits)) values[`limits.${name}`] = String(value);

// Names between our own modules, which nobody outside the script build sees.
const internal =
  /^(inFlight|giveUp|acknowledge|release|lend|paused|resume|sync|schedule|leave|pageView|custom|wake|max(Queue|Batch)Events|maxBatchBytes|flushAfterMs)$/;

const shared = {
  plugins: [
    resolve(), // @passerby/wire is private, so that it has to be inside
    replace({ preventAssignment: true, values }),
  ],
  onLog(level, log, report) {
    if (level === 'warn') throw new Error(log.message);
    report(level, log);
  },
};

// What nobody pays for who does not import it.
const captures = ['links', 'downloads', 'forms', 'web-vitals', 'errors'];

export default [
  {
    ...shared,
    input: 'dist/tsc/index.js',
    output: [
      { file: 'dist/index.js', format: 'es' },
      { file: 'dist/index.cjs', format: 'cjs' },
    ],
  },
  ...captures.map((name) => ({
    ...shared,
    input: `dist/tsc/capture/${name}.js`,
    external: ['web-vitals'],
    output: [
      { file: `dist/${name}.js`, format: 'es' },
      { file: `dist/${name}.cjs`, format: 'cjs' },
    ],
  })),
  {
    ...shared,
    input: 'dist/tsc/script.js',
    output: {
      file: 'dist/sdk.js',
      format: 'iife',
      plugins: [
        terser({
          ecma: 2020,
          toplevel: true,
          compress: { passes: 4, unsafe_arrows: true },
          mangle: { properties: { regex: internal } },
        }),
      ],
    },
  },
];
