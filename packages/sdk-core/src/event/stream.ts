import type { Environment } from '../environment.ts';
import { randomHex } from './random-hex.ts';

/** One page load. Kept in memory only, so it tells nobody apart; from gaps in `seq` the collector sees loss. */
export interface Stream {
  /** 96 random bits. */
  readonly id: string;
  /** The wall clock, ms since the epoch, but it never goes back: set back, it goes on from where it was. */
  readonly now: () => number;
}

export function createStream(environment: Environment): Stream {
  let last = 0;
  let ahead = 0;
  return {
    id: randomHex(environment, 24),
    now() {
      const wall = environment.Date.now();
      ahead = Math.max(ahead, last - wall);
      return (last = wall + ahead);
    },
  };
}
