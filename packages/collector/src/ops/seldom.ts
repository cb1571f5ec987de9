import QuickLRU from 'quick-lru';

/** How many different things are told apart. */
const mostKnown = 1_000;

/**
 * For what may happen thousands of times a second and is worth a line: answers how often it has happened since it was last
 * told, this time included, and 0 where it was told less than `everyMs` ago.
 */
export function createSeldom(
  everyMs: number,
  now: () => number = () => performance.now(),
): (what: string) => number {
  const known = new QuickLRU<string, { toldAt: number; times: number }>({ maxSize: mostKnown });
  return (what) => {
    const last = known.get(what);
    if (last && now() - last.toldAt < everyMs) {
      last.times++;
      return 0;
    }
    known.set(what, { toldAt: now(), times: 0 });
    return (last?.times ?? 0) + 1;
  };
}
