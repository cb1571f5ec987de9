import { expect, it } from 'vitest';
import { toDurationText } from './duration.ts';

it('shows seconds alone below a minute', () => {
  expect(toDurationText(0)).toBe('0s');
  expect(toDurationText(44.6)).toBe('45s');
});

it('shows minutes and seconds below an hour', () => {
  expect(toDurationText(59.7)).toBe('1m 00s');
  expect(toDurationText(125)).toBe('2m 05s');
});

it('shows hours and minutes from an hour on, and carries a rounded hour over', () => {
  expect(toDurationText(3600)).toBe('1h 00m');
  expect(toDurationText(3 * 3600 - 1)).toBe('3h 00m');
});

it('shows a dash where there was no visit', () => {
  expect(toDurationText(null)).toBe('–');
});
