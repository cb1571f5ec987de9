import { expect, test } from 'vitest';
import { byteLength, cut } from './byte-length.ts';

test('counts UTF-8 bytes, not UTF-16 units', () => {
  expect(byteLength('aé€😀')).toBe(1 + 2 + 3 + 4);
});

test('leaves a text alone that fits exactly', () => {
  expect(cut('€€', 6)).toBe('€€');
  expect(cut('abcdef', 6)).toBe('abcdef');
});

test('never splits a character', () => {
  expect(cut('€€', 5)).toBe('€');
  expect(cut('ab😀', 5)).toBe('ab');
  expect(cut('😀', 3)).toBe('');
});
