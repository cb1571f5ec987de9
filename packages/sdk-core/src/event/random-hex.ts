import type { Environment } from '../environment.ts';

/** Used again for each number, as to make one takes longer than to fill it. */
const bytes = /* @__PURE__ */ new Uint8Array(32);

/** Random hex digits, 32 at most, 4 bits each. */
export const randomHex = ({ crypto }: Environment, digits: number): string =>
  Array.from(crypto.getRandomValues(bytes.subarray(0, digits)), (byte) => (byte % 16).toString(16)).join('');
