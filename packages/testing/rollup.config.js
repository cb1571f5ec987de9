import { readFileSync } from 'node:fs';
import { nodeResolve } from '@rollup/plugin-node-resolve';

const { dependencies, peerDependencies } = JSON.parse(
  readFileSync(new URL('package.json', import.meta.url), 'utf8'),
);
const installed = Object.keys({ ...dependencies, ...peerDependencies });

/** The collector's doors are inside, because the collector itself brings ClickHouse along. */
export default {
  input: ['index', 'vitest', 'playwright', 'collector'].map((name) => `dist/tsc/${name}.js`),
  output: { dir: 'dist', format: 'es', chunkFileNames: '[name]-[hash].js' },
  plugins: [nodeResolve()],
  external: (id) =>
    id.startsWith('node:') || installed.some((name) => id === name || id.startsWith(`${name}/`)),
  onwarn(warning) {
    throw new Error(warning.message);
  },
};
