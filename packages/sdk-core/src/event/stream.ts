import type { Environment } from '../environment.ts';
import { randomHex } from './random-hex.ts';

/** One page load. Kept in memory only, so it tells nobody apart; from gaps in `seq` the collector sees loss. */
export interface Stream {
  /** 96 random bits. */
  readonly id: string;
  /** `seq` of the event made last; they count from 1. */
  seq: number;
}

export const createStream = (environment: Environment): Stream => ({
  id: randomHex(environment, 12),
  seq: 0,
});
