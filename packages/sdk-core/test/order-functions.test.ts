import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { rollup, type Plugin } from 'rollup';
import { expect, test } from 'vitest';
import { orderFunctions } from '../order-functions.js';

/** What rollup makes of minified code, by the plugin or without. */
async function build(source: string, ...plugins: Plugin[]): Promise<string> {
  const bundle = await rollup({
    input: 'main',
    treeshake: false,
    plugins: [{ name: 'source', resolveId: (id) => id, load: () => source }, ...plugins],
  });
  const { output } = await bundle.generate({ format: 'es' });
  return output[0].code;
}

test('a script does the same in another order', async () => {
  const script =
    '(()=>{let a=2,b=c=>c*a,{d,e=b}={d:b(a)};a++;let f=()=>g()+d,g=()=>b(a);const h=b(f());for(let i of [h])result=[h,e(i),f()]})()';
  const ordered = await build(script, orderFunctions);
  const run = (code: string): unknown => {
    const page: { result?: unknown } = {};
    runInNewContext(code, page);
    return JSON.stringify(page.result);
  };
  expect(ordered).not.toBe(await build(script));
  expect(run(ordered)).toBe(run(script));
});

test('functions that are alike stand together', async () => {
  const bodies = ['document.getElementById(a).textContent', 'new Intl.NumberFormat(a).format(1)', 'a*a/2+1'];
  const functions = Array.from({ length: 24 }, (_, index) => `f${index}=a=>${bodies[index % 3]}`);
  const script = `(()=>{let ${functions.join()};result=[f0(1),f1(1)]})()`;
  const [before, ordered] = [await build(script), await build(script, orderFunctions)];
  expect(ordered.length).toBe(before.length);
  expect(gzipSync(ordered).length).toBeLessThan(gzipSync(before).length);
});

test('the same code gets the same order', async () => {
  const script = '(()=>{let a=b=>b.id,c=d=>d.id+a(d),e=(f,g)=>c(f)+a(g);result=e({id:1},{id:2})})()';
  expect(await build(script, orderFunctions)).toBe(await build(script, orderFunctions));
});

test('code without functions to order stays as it is', async () => {
  expect(await build('result=1', orderFunctions)).toBe(await build('result=1'));
});
