import { expect, it } from 'vitest';
import { createSeldom } from './seldom.ts';

it('tells the first time, then how often it was since, and each thing by itself', () => {
  let now = 0;
  const seldom = createSeldom(10, () => now);
  expect([seldom('full'), seldom('full'), seldom('full')]).toEqual([1, 0, 0]);
  expect(seldom('broken')).toBe(1);
  now = 9;
  expect(seldom('full')).toBe(0);
  now = 10;
  expect([seldom('full'), seldom('full')]).toEqual([4, 0]);
  now = 20;
  expect([seldom('broken'), seldom('full')]).toEqual([1, 2]);
});
