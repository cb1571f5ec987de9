import type { Environment } from '../environment.ts';
import { randomHex } from './random-hex.ts';

/**
 * UUID version 7 (RFC 9562, section 5.7): 48 bits of clock in ms, version, 12 random bits, variant, 60 random bits.
 * Ids of different ms sort by time; within one ms `seq` tells the order.
 */
export function uuid7(environment: Environment, ms: number): string {
  const digits = `${ms.toString(16).padStart(12, '0')}7${randomHex(environment, 3)}8${randomHex(environment, 15)}`;
  return digits.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
