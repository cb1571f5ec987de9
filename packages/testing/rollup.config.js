import { readFileSync } from 'node:fs';
import { nodeResolve } from '@rollup/plugin-node-resolve';

const { dependencies, peerDependencies } = JSON.parse(
  readFileSync(new URL('package.json', import.meta.url), 'utf8'),
);
const installed = Object.keys({ ...dependencies, ...peerDependencies });

/** The collector's doors are inside, because the collector itself brings ClickHouse along. */
const shared = {
  plugins: [nodeResolve()],
  external: (id) =>
    id.startsWith('node:') || installed.some((name) => id === name || id.startsWith(`${name}/`)),
  onwarn(warning) {
    throw new Error(warning.message);
  },
};
const inputs = (...names) => names.map((name) => `dist/tsc/${name}.js`);

export default [
  {
    ...shared,
    input: inputs('index', 'vitest', 'jest', 'msw', 'playwright', 'collector'),
    output: { dir: 'dist', format: 'es', chunkFileNames: '[name]-[hash].js' },
  },
  // For Jest, which requires unless it is told otherwise.
  {
    ...shared,
    input: inputs('index', 'jest'),
    output: {
      dir: 'dist',
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name]-[hash].cjs',
    },
  },
];
