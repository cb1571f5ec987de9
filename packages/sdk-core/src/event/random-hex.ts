import type { Environment } from '../environment.ts';
import { scratch } from './byte-length.ts';

/** Makes random hex digits, 32 at most, 4 bits each. */
export const createRandomHex = (environment: Environment): ((digits: number) => string) => {
  const randomHex = (digits: number): string =>
    environment.crypto
      .getRandomValues(scratch.subarray(0, digits))
      .reduce((hex, byte) => hex + (byte % 16).toString(16), '');
  return randomHex;
};
