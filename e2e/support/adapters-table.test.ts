import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { behaviours } from '../../packages/sdk-core/conformance/behaviours.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('the table of adapters has each behaviour and each shop that the browser tests drive', () => {
  const [head = '', , ...rows] = read('docs/reference/adapters.md')
    .split('\n')
    .filter((line) => line.startsWith('|'));
  expect(rows.map((row) => row.split('|')[1]?.trim())).toEqual(behaviours.map(({ name }) => name));
  const driven = [...read('e2e/browser/shops.spec.ts').matchAll(/^ {2}\['([\w-]+)', /gm)].map(
    ([, example]) => example,
  );
  expect([...head.matchAll(/examples\/([\w-]+)/g)].map(([, example]) => example)).toEqual([
    ...new Set(driven), // once on the newest framework, and once on the oldest
  ]);
});
