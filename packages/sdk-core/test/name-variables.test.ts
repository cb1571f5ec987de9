import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { nameVariables } from '../name-variables.js';
import { buildSource } from './build-source.ts';

describe('a script does the same with other names', () => {
  const alike = '[a,b,c].map(d=>d.id).filter(e=>e.id).map(f=>f.id).filter(g=>g.id).map(h=>h.id);';
  test.each<[string, string]>([
    [
      'of functions with a parameter of their name',
      'function e(e){return e+1}let t=[1,2].map(n=>e(n)).map(r=>t=>e(r)+e(t)).map(o=>o(e(2)));result=t',
    ],
    [
      'of variables in blocks, loops and catches',
      'let a=[];for(let b of[1,2]){let c=b;{let b=c*2;a.push(b)}}try{null.x}catch(d){a.push(typeof d)}result=a',
    ],
    ['that hide others', 'let a=1,b=a=>{let c=a+1;return(b=>b+c+a)(a)};result=[a,b(5)]'],
    [
      'of properties, written short or not',
      'let a=1,b={a,c:a},{a:d,c:e=d}=b,f=({a,c=a})=>[a,c];result=[b,d,e,f(b)]',
    ],
    [
      'beside labels and globals',
      'let a=0;b:for(;;){for(;;){if(++a>2)break b}}result=[a,typeof Math,[NaN].length]',
    ],
  ])('%s', async (_, source) => {
    const script = `(()=>{${source}})();(()=>{let a={id:1},b=a,c=b;${alike}})()`;
    const named = await buildSource(script, nameVariables);
    const run = (code: string): unknown => {
      const page: { result?: unknown } = {};
      runInNewContext(code, page);
      return JSON.parse(JSON.stringify(page.result));
    };
    expect(run(named)).toEqual(run(await buildSource(script)));
  });
});

test('a variable takes the name that stood between the same characters before', async () => {
  const names = Array.from('abcdefghijklmnopqrstuvwxyz');
  const script = `result=[${names.map((name) => `${name}=>${name}.identifier+${name}.identity`).join()}]`;
  const [before, named] = [await buildSource(script), await buildSource(script, nameVariables)];
  expect(gzipSync(named).length).toBeLessThan(gzipSync(before).length * 0.8);
  expect(named.length).toBe(before.length);
  expect(new Set(named.match(/\w(?==>)/g)).size).toBeLessThan(5);
});

test('the same code gets the same names', async () => {
  const script = '(()=>{let a=b=>b.id,c=d=>d.id+a(d),e=(f,g)=>c(f)+a(g);result=e({id:1},{id:2})})()';
  expect(await buildSource(script, nameVariables)).toBe(await buildSource(script, nameVariables));
});
