import type { Environment } from '../environment.ts';

/** The wall clock, ms since the epoch, but it never goes back: set back, it goes on from where it was. */
export const createClock = (environment: Environment): (() => number) => {
  let last = 0;
  let ahead = 0;
  return () => {
    const wall = environment.Date.now();
    ahead = Math.max(ahead, last - wall);
    return (last = wall + ahead);
  };
};
