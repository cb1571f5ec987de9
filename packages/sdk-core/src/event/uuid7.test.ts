import { expect, test } from 'vitest';
import { createFakeEnvironment } from '../../test/fake-environment.ts';
import { createRandomHex } from './random-hex.ts';
import { createUuid7 } from './uuid7.ts';

const withDigit = (digit: string): ((ms: number) => string) => createUuid7((digits) => digit.repeat(digits));
const randomly = (): ((ms: number) => string) => createUuid7(createRandomHex(createFakeEnvironment()));

test('puts clock, version and variant where RFC 9562 has them', () => {
  // The time of the example in appendix A.6.
  expect(withDigit('f')(0x017f22e279b0)).toBe('017f22e2-79b0-7fff-8fff-ffffffffffff');
  expect(withDigit('0')(0x017f22e279b0)).toBe('017f22e2-79b0-7000-8000-000000000000');
});

test('fills a clock of few digits up with zeros', () => {
  expect(withDigit('0')(1)).toBe('00000000-0001-7000-8000-000000000000');
});

test('repeats no id', () => {
  const uuid7 = randomly();
  const ids = Array.from({ length: 1000 }, () => uuid7(1));
  expect(new Set(ids).size).toBe(1000);
});

test('sorts by time', () => {
  const uuid7 = randomly();
  const times = [1, 15, 16, 255, 0x017f22e279b0, 0x017f22e279b1, 0xffffffffffff];
  const ids = times.map(uuid7);
  expect(ids.toSorted()).toEqual(ids);
});
