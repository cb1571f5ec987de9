import { readFileSync } from 'node:fs';
import { limits } from '@passerby/wire';
import resolve from '@rollup/plugin-node-resolve';
import replace from '@rollup/plugin-replace';
import terser from '@rollup/plugin-terser';
import { transform } from 'esbuild';
import { flatten } from './flatten.js';
import { nameVariables } from './name-variables.js';
import { orderCode } from './order-code.js';

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

/** What an app's bundler makes of a module. */
const minifyLikeApps = async (code) => (await transform(code, { minify: true })).code;

// Variables of one kind share a declaration; TypeScript has seen to it that none is assigned that must not be.
const joinVariables = { name: 'join-variables', renderChunk: (code) => code.replace(/\bconst /g, 'let ') };

/** A bundle of one of our modules; `development`: with checked options and explanations. */
function bundle(input, file, { format = 'es', development = false, compress, finish = [] } = {}) {
  const values = {
    DEVELOPMENT: String(development),
    SCRIPT_TAG: String(format === 'iife'),
    SDK_VERSION: JSON.stringify(version),
  };
  // As numbers in place, so that nobody downloads the limits' names.
  for (const [name, value] of Object.entries(limits)) values[`limits.${name}`] = String(value);
  return {
    input: `dist/tsc/${input}.js`,
    external: ['web-vitals'],
    plugins: [
      resolve(), // @passerby/wire is private, so that it has to be inside
      replace({ preventAssignment: true, values }),
      ...(development ? [] : [flatten, joinVariables, minify(compress), ...finish]),
    ],
    output: { file: `dist/${file}.js`, format },
    onLog: refuseWarnings,
  };
}

const script = (input, file, development) =>
  bundle(input, file, { format: 'iife', development, finish: [orderCode(), nameVariables, orderCode()] });

/** The same for `require()`, made of the module. */
const commonJs = (name) => ({
  input: `dist/${name}.js`,
  external: ['web-vitals'],
  output: { file: `dist/${name}.cjs`, format: 'cjs' },
  onLog: refuseWarnings,
});

function refuseWarnings(level, log, report) {
  if (level === 'warn') throw new Error(log.message);
  report(level, log);
}

// What nobody pays for who does not import it.
const captures = ['links', 'downloads', 'forms', 'web-vitals', 'errors', 'views'];
const others = ['adapter', 'devtools', 'plan'];

export default [
  // The app's bundler names the variables anew, and shorter where functions are not inside each other.
  bundle('index', 'index', {
    compress: { reduce_funcs: false },
    finish: [orderCode(minifyLikeApps, 20_000)],
  }),
  bundle('index', 'index.development', { development: true }),
  bundle('plan', 'plan.development', { development: true }),
  ...captures.map((name) => bundle(`capture/${name}`, name)),
  ...others.map((name) => bundle(name, name)),
  ...['index', 'index.development', 'plan.development', ...captures, ...others].map(commonJs),
  script('script', 'sdk'),
  script('script', 'sdk.debug', true),
  script('script.lite', 'sdk.lite'),
];
