import type { Environment } from '../environment.ts';
import { randomHex } from './random-hex.ts';

/**
 * UUID version 7 (RFC 9562, section 5.7): 48 bits of clock in ms, version, 12 random bits, variant, 60 random bits.
 * Ids of different ms sort by time; within one ms `seq` tells the order.
 */
export function uuid7(environment: Environment, ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  const random = randomHex(environment, 18);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6)}`;
}
