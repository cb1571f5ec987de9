import type { Environment } from '../environment.ts';
import { scratch } from './byte-length.ts';

/** Makes random hex digits, 32 at most, 4 bits each. */
export const createRandomHex = (environment: Environment): ((digits: number) => string) => {
  const randomHex = (digits: number): string =>
    Array.from(environment.crypto.getRandomValues(scratch.subarray(0, digits)), (byte) =>
      (byte % 16).toString(16),
    ).join('');
  return randomHex;
};
