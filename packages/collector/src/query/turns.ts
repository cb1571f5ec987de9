import type { Caller } from '../control/caller.ts';
import { RequestError } from '../errors.ts';

/** Lets each caller have some queries at once; its next ones wait, and those of others do not. */
export interface Turns {
  /** Throws `too_many_requests` where too many of the caller wait already. */
  take<Result>(caller: Caller, work: () => Promise<Result>): Promise<Result>;
}

/** Queries of one caller that wait at most. */
const mostWaiting = 100;
/** Places that only callers without one are given, so that no two of them keep a third from being answered. */
const placesForOthers = 2;

interface Own {
  running: number;
  waiting: number;
}

/** `atOnce`: queries of one caller; `places`: those of all. Who came first begins first, among those that may. */
export function createTurns({ atOnce, places }: { atOnce: number; places: number }): Turns {
  const known = new Map<string, Own>();
  const queue: { own: Own; begin: () => void }[] = [];
  let free = places;

  const mayBegin = ({ running }: Own): boolean =>
    running < atOnce && free > (running === 0 ? 0 : placesForOthers);

  function admit(): void {
    for (;;) {
      const index = queue.findIndex(({ own }) => mayBegin(own));
      const [next] = index < 0 ? [] : queue.splice(index, 1);
      if (!next) return;
      next.own.waiting--;
      next.own.running++;
      free--;
      next.begin();
    }
  }

  return {
    async take({ key }, work) {
      const own = known.get(key) ?? { running: 0, waiting: 0 };
      if (own.waiting >= mostWaiting) {
        throw new RequestError(
          'too_many_requests',
          `${mostWaiting} queries of this token wait already; ask again once they are answered`,
          { retryAfter: 5 },
        );
      }
      known.set(key, own);
      own.waiting++;
      await new Promise<void>((begin) => {
        queue.push({ own, begin });
        admit();
      });
      try {
        return await work();
      } finally {
        own.running--;
        free++;
        if (own.running + own.waiting === 0) known.delete(key);
        admit();
      }
    },
  };
}
