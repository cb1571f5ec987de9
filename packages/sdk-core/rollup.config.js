import { readFileSync } from 'node:fs';
import { limits } from '@passerby/wire';
import resolve from '@rollup/plugin-node-resolve';
import replace from '@rollup/plugin-replace';
import terser from '@rollup/plugin-terser';
import { transform } from 'esbuild';
import { flatten } from './flatten.js';
import { nameVariables } from './name-variables.js';
import { orderFunctions } from './order-functions.js';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

// Names between our own modules, which nobody outside a minified build sees; none is also of the platform.
const internal =
  /^(tell|drop|counts|current|identity|reload|pageView|custom|onPage|notice|tellEngagement|enqueue|count|decide|pause|sendAtExit|giveUpRest|choose|refused|restMs|saved)$/;

const minify = (compress) =>
  terser({
    ecma: 2020,
    module: true,
    compress: { passes: 4, pure_getters: true, unsafe_arrows: true, hoist_funs: true, ...compress },
    mangle: { properties: { builtins: true, regex: internal } },
  });

// What is measured is what an app's bundler makes of a module, so that it is ordered with the names that one gives.
const nameLikeApps = {
  name: 'name-like-apps',
  renderChunk: async (code) => (await transform(code, { minify: true })).code,
};

// Variables of one kind share a declaration; TypeScript has seen to it that none is assigned that must not be.
const joinVariables = { name: 'join-variables', renderChunk: (code) => code.replace(/\bconst /g, 'let ') };

/** A bundle of one of our modules; `development`: with checked options and explanations. */
function bundle(input, development, output, compress) {
  const isScript = output.format === 'iife';
  const values = {
    DEVELOPMENT: String(development),
    SCRIPT_TAG: String(isScript),
    SDK_VERSION: JSON.stringify(version),
  };
  // As numbers in place, so that nobody downloads the limits' names.
  for (const [name, value] of Object.entries(limits)) values[`limits.${name}`] = String(value);
  // Of a module the app's bundler names the variables anew.
  const finish = isScript ? [orderFunctions, nameVariables, orderFunctions] : [nameLikeApps, orderFunctions];
  return {
    input: `dist/tsc/${input}.js`,
    external: ['web-vitals'],
    plugins: [
      resolve(), // @passerby/wire is private, so that it has to be inside
      replace({ preventAssignment: true, values }),
      ...(development ? [] : [flatten, joinVariables, minify(compress)]),
      ...(development ? [] : finish),
    ],
    output,
    onLog(level, log, report) {
      if (level === 'warn') throw new Error(log.message);
      report(level, log);
    },
  };
}

const modules = (name) => [
  { file: `dist/${name}.js`, format: 'es' },
  { file: `dist/${name}.cjs`, format: 'cjs' },
];

// What nobody pays for who does not import it.
const captures = ['links', 'downloads', 'forms', 'web-vitals', 'errors', 'views'];

export default [
  // The app's bundler names the variables anew, and shorter where functions are not inside each other.
  bundle('index', false, modules('index'), { reduce_funcs: false }),
  bundle('index', true, modules('index.development')),
  ...captures.map((name) => bundle(`capture/${name}`, false, modules(name))),
  bundle('adapter', false, modules('adapter')),
  bundle('devtools', false, modules('devtools')),
  bundle('plan', false, modules('plan')),
  bundle('plan', true, modules('plan.development')),
  bundle('script', false, { file: 'dist/sdk.js', format: 'iife' }),
  bundle('script', true, { file: 'dist/sdk.debug.js', format: 'iife' }),
  bundle('script.lite', false, { file: 'dist/sdk.lite.js', format: 'iife' }),
];
