import pLimit, { type LimitFunction } from 'p-limit';
import type { Caller } from '../control/caller.ts';
import { RequestError } from '../errors.ts';

/** Lets each caller have some queries at once; its next ones wait, and those of others do not. */
export interface Turns {
  /** Throws `too_many_requests` where too many of the caller wait already. */
  take<Result>(caller: Caller, work: () => Promise<Result>): Promise<Result>;
}

/** Queries of one caller that wait at most. */
const mostWaiting = 100;

export function createTurns(atOnce: number): Turns {
  const known = new Map<string, { limit: LimitFunction; taken: number }>();

  return {
    async take({ key }, work) {
      const own = known.get(key) ?? { limit: pLimit(atOnce), taken: 0 };
      if (own.taken >= atOnce + mostWaiting) {
        throw new RequestError(
          'too_many_requests',
          `${mostWaiting} queries of this token wait already; ask again once they are answered`,
          { retryAfter: 5 },
        );
      }
      known.set(key, own);
      own.taken++;
      try {
        return await own.limit(work);
      } finally {
        own.taken--;
        if (own.taken === 0) known.delete(key);
      }
    },
  };
}
