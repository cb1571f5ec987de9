import { readFileSync } from 'node:fs';
import { nodeResolve } from '@rollup/plugin-node-resolve';

const { dependencies } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'));
const installed = Object.keys(dependencies);

const shared = {
  plugins: [nodeResolve()],
  external: (id) =>
    id.startsWith('node:') || installed.some((name) => id === name || id.startsWith(`${name}/`)),
  onwarn(warning) {
    throw new Error(warning.message);
  },
};

/** One file each, and two for the command, whose first loads the other; with `@passerby/wire` inside, because nothing published may import an unpublished package. */
export default [
  {
    ...shared,
    input: 'dist/modules/cli/passerby.js',
    output: { dir: 'dist', chunkFileNames: 'passerby-[name].js', format: 'es' },
  },
  {
    ...shared,
    input: 'dist/modules/testing/index.js',
    output: { file: 'dist/testing.js', format: 'es' },
  },
  {
    ...shared,
    input: 'dist/modules/plan/index.js',
    output: { file: 'dist/plan.js', format: 'es' },
  },
];
