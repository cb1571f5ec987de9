import { expect, it } from 'vitest';
import { createVisitorRates } from './visitor-rates.ts';

const minute = 1_795_300_020_000;
const times = (count: number, from = minute): number[] => Array.from({ length: count }, () => from);

it('a visitor is too fast from the event on that is one too many in a minute', () => {
  const isImpossible = createVisitorRates(10);
  expect(isImpossible('1', times(6))).toBe(false);
  expect(isImpossible('1', times(4))).toBe(false);
  expect(isImpossible('2', times(1))).toBe(false);
  expect(isImpossible('1', times(1))).toBe(true);
  expect(isImpossible('1', times(1, minute + 3_600_000))).toBe(true);
  expect(isImpossible('2', times(1))).toBe(false);
});

it('what a device kept while it was offline is counted by when it happened', () => {
  const isImpossible = createVisitorRates(10);
  const hours = Array.from({ length: 500 }, (_, at) => minute + at * 10_000);
  expect(isImpossible('1', hours)).toBe(false);
});

it('0 lets anybody be as fast as they like', () => {
  expect(createVisitorRates(0)('1', times(100_000))).toBe(false);
});

it('remembers a bounded number of visitors, and those who are busy among them', () => {
  const isImpossible = createVisitorRates(10);
  expect(isImpossible('busy', times(11))).toBe(true);
  let isKnown = true;
  for (let other = 0; other < 120_000; other++) {
    isImpossible(String(other), times(1));
    if (other % 10_000 === 0) isKnown &&= isImpossible('busy', times(1));
  }
  expect(isKnown).toBe(true);
  // Long forgotten: it begins anew.
  for (let other = 0; other < 120_000; other++) isImpossible(`again ${other}`, times(1));
  expect(isImpossible('busy', times(1))).toBe(false);
});
