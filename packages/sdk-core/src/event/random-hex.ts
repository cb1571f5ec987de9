import type { Environment } from '../environment.ts';

/** `byteCount` random bytes as twice as many hex digits. */
export function randomHex({ crypto }: Environment, byteCount: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(byteCount));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
