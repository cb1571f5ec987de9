import type { Environment } from '../environment.ts';
import { randomHex } from './random-hex.ts';

/**
 * UUID version 7 (RFC 9562, section 5.7): 48 bits of clock in ms, version, variant, 74 random bits. Ids of
 * different ms sort by time; within one ms `seq` tells the order.
 */
export function uuid7(environment: Environment, ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  const random = randomHex(environment, 10);
  // Digit 12 of the 32 is the version, digit 16 the variant (binary 10xx).
  const variant = '89ab'[parseInt(random.slice(-1), 16) % 4];
  return `${time}7${random.slice(0, 3)}${variant}${random.slice(3, 18)}`.replace(
    /(.{8})(.{4})(.{4})(.{4})/,
    '$1-$2-$3-$4-',
  );
}
