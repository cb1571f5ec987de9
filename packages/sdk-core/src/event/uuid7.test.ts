import { expect, test } from 'vitest';
import { createFakeEnvironment } from '../../test/fake-environment.ts';
import { createRandomHex } from './random-hex.ts';
import { createUuid7 } from './uuid7.ts';

const withDigit = (digit: string): ((ms: number) => string) => createUuid7((digits) => digit.repeat(digits));
const randomly = (): ((ms: number) => string) => createUuid7(createRandomHex(createFakeEnvironment()));

test('puts clock, version and variant where RFC 9562 has them', () => {
  // The time of the example in appendix A.6.
  expect(withDigit('f')(0x017f22e279b0)).toBe('017f22e2-79b0-7fff-8fff-8fffffffffff');
  expect(withDigit('0')(0x017f22e279b0)).toBe('017f22e2-79b0-7000-8000-800000000000');
});

test('fills a clock of few digits up with zeros', () => {
  expect(withDigit('0')(1)).toBe('00000000-0001-7000-8000-800000000000');
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

test('sorts within one ms as they were made, past the last of what was drawn', () => {
  const uuid7 = withDigit('f');
  expect([uuid7(1), uuid7(1)]).toEqual([
    '00000000-0001-7fff-8fff-8fffffffffff',
    '00000000-0001-7fff-8fff-900000000000',
  ]);
});

test('draws anew for each ms, so that ids of different ms tell nobody that one page made them', () => {
  const uuid7 = randomly();
  const drawn = [1, 2, 3].map((ms) => uuid7(ms).slice(14));
  for (const part of [/^7(...)/, /-8(...)/, /-8(.{11})$/]) {
    expect(new Set(drawn.map((id) => part.exec(id)?.[1])).size).toBe(3);
  }
});
