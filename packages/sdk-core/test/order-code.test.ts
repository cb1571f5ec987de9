import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { orderCode } from '../order-code.js';
import { buildSource } from './build-source.ts';

test('a script does the same in another order', async () => {
  const script =
    '(()=>{let a=2,b=c=>c*a,{d,e=b}={d:b(a)};a++;let f=()=>g()+d,g=()=>b(a);const h=b(f());for(let i of [h])result=[h,e(i),f()]})()';
  const ordered = await buildSource(script, orderCode());
  const run = (code: string): unknown => {
    const page: { result?: unknown } = {};
    runInNewContext(code, page);
    return JSON.stringify(page.result);
  };
  expect(ordered).not.toBe(await buildSource(script));
  expect(run(ordered)).toBe(run(script));
});

test('what has an effect, or may be seen to be late, keeps its order', async () => {
  const script =
    '(()=>{let log=[],a=b=>(log.push(b),b),c={d:a(1),e:a(2)},{g=a(3),f=a(4)}={};a(5)===a(6);({h:a(7),i:8});result=log})()';
  const page: { result?: number[] } = {};
  runInNewContext(await buildSource(script, orderCode()), page);
  expect([...(page.result ?? [])]).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test.each([
  ['what a pattern reads', (a: string, b: string) => `({${a}:c,${b}:d}=e)`],
  ['what an object holds', (a: string, b: string) => `f({${a}:c,${b}:d})`],
  ['sides of ===', (a: string, b: string) => `f(c.${a}===c.${b})`],
])('%s get the order of their like', async (_, write) => {
  const names = ['height', 'width', 'area', 'name', 'title', 'price', 'color', 'weight'];
  const pairs = names.flatMap((a) => names.map((b) => [a, b] as const)).filter(([a, b]) => a !== b);
  const script = pairs.map(([a, b]) => write(a, b)).join(';');
  const [before, ordered] = [await buildSource(script), await buildSource(script, orderCode())];
  expect(ordered.split('').toSorted()).toEqual(before.split('').toSorted());
  expect(gzipSync(ordered).length).toBeLessThan(gzipSync(before).length);
});

test.each(['b==="first"', 'b!=="second"'])('words stay words where %s stands after another', async (best) => {
  const script =
    '(()=>{let a=b=>{if(b)return"first"===b;else return"second"!==b};result=[a("first"),a()]})()';
  // As a minifier leaves it; rollup itself puts a space there.
  const minified = { name: 'minified', renderChunk: () => script };
  const ordered = await buildSource(
    '0',
    minified,
    orderCode((code) => (code.includes(best) ? '' : code)),
  );
  expect(ordered).toContain(` ${best}`);
  const page: { result?: boolean[] } = {};
  runInNewContext(ordered, page);
  expect([...(page.result ?? [])]).toEqual([true, true]);
});

test('what counts is the size after what others do to the code', async () => {
  const script = '(()=>{let a=b=>b.id,c=d=>d.id+a(d),e=(f,g)=>c(f)+a(g);result=e({id:1},{id:2})})()';
  const seen = new Set<string>();
  await buildSource(
    script,
    orderCode(async (code) => {
      seen.add(code);
      return code.startsWith('(()=>{let e') ? '' : code;
    }),
  ).then((ordered) => expect(ordered).toMatch(/^\(\(\)=>\{let e/));
  expect(seen.size).toBeGreaterThan(1);
});

test('functions that are alike stand together', async () => {
  const bodies = ['document.getElementById(a).textContent', 'new Intl.NumberFormat(a).format(1)', 'a*a/2+1'];
  const functions = Array.from({ length: 24 }, (_, index) => `f${index}=a=>${bodies[index % 3]}`);
  const script = `(()=>{let ${functions.join()};result=[f0(1),f1(1)]})()`;
  const [before, ordered] = [await buildSource(script), await buildSource(script, orderCode())];
  expect(ordered.length).toBe(before.length);
  expect(gzipSync(ordered).length).toBeLessThan(gzipSync(before).length);
});

test('the same code gets the same order', async () => {
  const script = '(()=>{let a=b=>b.id,c=d=>d.id+a(d),e=(f,g)=>c(f)+a(g);result=e({id:1},{id:2})})()';
  expect(await buildSource(script, orderCode())).toBe(await buildSource(script, orderCode()));
});

test('code without functions to order stays as it is', async () => {
  expect(await buildSource('result=1', orderCode())).toBe(await buildSource('result=1'));
});
