import type { Environment } from '../environment.ts';

/** Used again for each number, as to make one takes longer than to fill it. */
const scratch = /* @__PURE__ */ new Uint8Array(32);

/** Makes random hex digits, 32 at most, 4 bits each. */
export const createRandomHex = (environment: Environment): ((digits: number) => string) => {
  const randomHex = (digits: number): string =>
    Array.from(environment.crypto.getRandomValues(scratch.subarray(0, digits)), (byte) =>
      (byte % 16).toString(16),
    ).join('');
  return randomHex;
};
