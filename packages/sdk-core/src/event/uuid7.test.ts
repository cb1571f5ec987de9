import { expect, test } from 'vitest';
import { createFakeEnvironment } from '../../test/fake-environment.ts';
import type { Environment } from '../environment.ts';
import { uuid7 } from './uuid7.ts';

function withBytes(byte: number): Environment {
  return {
    ...createFakeEnvironment(),
    crypto: {
      getRandomValues: (array) => {
        new Uint8Array(array.buffer).fill(byte);
        return array;
      },
    },
  };
}

test('puts clock, version and variant where RFC 9562 has them', () => {
  // The time of the example in appendix A.6.
  expect(uuid7(withBytes(0xff), 0x017f22e279b0)).toBe('017f22e2-79b0-7fff-8fff-ffffffffffff');
  expect(uuid7(withBytes(0x00), 0x017f22e279b0)).toBe('017f22e2-79b0-7000-8000-000000000000');
});

test('fills a clock of few digits up with zeros', () => {
  expect(uuid7(withBytes(0), 1)).toBe('00000000-0001-7000-8000-000000000000');
});

test('repeats no id', () => {
  const environment = createFakeEnvironment();
  const ids = Array.from({ length: 1000 }, () => uuid7(environment, 1));
  expect(new Set(ids).size).toBe(1000);
});

test('sorts by time', () => {
  const environment = createFakeEnvironment();
  const times = [1, 15, 16, 255, 0x017f22e279b0, 0x017f22e279b1, 0xffffffffffff];
  const ids = times.map((ms) => uuid7(environment, ms));
  expect(ids.toSorted()).toEqual(ids);
});
