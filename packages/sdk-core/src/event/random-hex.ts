import type { Environment } from '../environment.ts';

/** Random hex digits, 4 bits each. */
export function randomHex({ crypto }: Environment, digits: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(digits));
  return Array.from(bytes, (byte) => (byte % 16).toString(16)).join('');
}
