import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { orderFunctions } from '../order-functions.js';
import { buildSource } from './build-source.ts';

test('a script does the same in another order', async () => {
  const script =
    '(()=>{let a=2,b=c=>c*a,{d,e=b}={d:b(a)};a++;let f=()=>g()+d,g=()=>b(a);const h=b(f());for(let i of [h])result=[h,e(i),f()]})()';
  const ordered = await buildSource(script, orderFunctions);
  const run = (code: string): unknown => {
    const page: { result?: unknown } = {};
    runInNewContext(code, page);
    return JSON.stringify(page.result);
  };
  expect(ordered).not.toBe(await buildSource(script));
  expect(run(ordered)).toBe(run(script));
});

test('functions that are alike stand together', async () => {
  const bodies = ['document.getElementById(a).textContent', 'new Intl.NumberFormat(a).format(1)', 'a*a/2+1'];
  const functions = Array.from({ length: 24 }, (_, index) => `f${index}=a=>${bodies[index % 3]}`);
  const script = `(()=>{let ${functions.join()};result=[f0(1),f1(1)]})()`;
  const [before, ordered] = [await buildSource(script), await buildSource(script, orderFunctions)];
  expect(ordered.length).toBe(before.length);
  expect(gzipSync(ordered).length).toBeLessThan(gzipSync(before).length);
});

test('the same code gets the same order', async () => {
  const script = '(()=>{let a=b=>b.id,c=d=>d.id+a(d),e=(f,g)=>c(f)+a(g);result=e({id:1},{id:2})})()';
  expect(await buildSource(script, orderFunctions)).toBe(await buildSource(script, orderFunctions));
});

test('code without functions to order stays as it is', async () => {
  expect(await buildSource('result=1', orderFunctions)).toBe(await buildSource('result=1'));
});
