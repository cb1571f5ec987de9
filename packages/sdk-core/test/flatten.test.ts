import { rollup } from 'rollup';
import { expect, test } from 'vitest';
import { flatten } from '../flatten.js';

/** What rollup makes of a module, by the plugin. */
async function build(source: string): Promise<string> {
  const bundle = await rollup({
    input: 'main',
    plugins: [{ name: 'source', resolveId: (id) => id, load: () => source }, flatten],
  });
  const { output } = await bundle.generate({ format: 'es' });
  return output[0].code;
}

const run = async (source: string): Promise<unknown> =>
  (await import(`data:text/javascript,${encodeURIComponent(await build(source))}`)).start({ step: 2 });

test('puts a part where it is called, and parts of parts; what they read of one object is read once', async () => {
  const source = `
    const createInner = (settings) => {
      const { step } = settings;
      const twice = () => step * 2;
      return twice;
    };
    const createCounter = (settings, from) => {
      const { step, limit = 9 } = settings;
      const twice = createInner(settings);
      let count = from;
      const next = () => (count < limit ? (count += step) : twice());
      return { next, look: () => count };
    };
    export function start(settings) {
      const { step } = settings;
      const { next, look } = createCounter(settings, 1 + step);
      return [next(), next(), next(), next(), next(), look()];
    }`;
  expect(await run(source)).toEqual([5, 7, 9, 4, 4, 9]);
  const code = await build(source);
  expect(code).not.toMatch(/createCounter|createInner/);
  expect(code.match(/= settings/g)).toHaveLength(1);
});

test('leaves a function that is called twice, or that may end early', async () => {
  const source = `
    const createTwo = (n) => { const one = () => n; return one; };
    const createEarly = (n) => { if (n) return 1; return 2; };
    export function start({ step }) {
      const a = createTwo(step);
      const b = createTwo(3);
      const c = createEarly(step);
      return [a(), b(), c];
    }`;
  expect(await run(source)).toEqual([2, 3, 1]);
});

const counts = 'let count = settings.step; globalThis.count = () => count++;';

test.each([
  ['declares, and its caller too', 'const count = n.step; const get = () => count;', counts],
  [
    'declares, and its caller uses',
    'const count = n.step; const get = () => count;',
    'globalThis.a = count;',
  ],
  ['uses, and its caller declares', 'const get = () => count + n.step;', counts],
])('refuses a name that a part %s', async (_, inside, outside) => {
  const source = `
    const createPart = (n) => { ${inside} return get; };
    export function start(settings) { ${outside} const get = createPart(settings); return get; }`;
  await expect(build(source)).rejects.toThrow('flatten: createPart and what calls it both know count');
});
