import QuickLRU from 'quick-lru';

/** Counts a visitor's events; answers whether they have been more than a person's at any time. */
export type IsImpossibleRate = (visitor: string, times: number[]) => boolean;

/** Visitors counted at a time: those seen last, up to twice as many. Whoever is too fast is seen often. */
const counted = 50_000;
const minuteMs = 60_000;

/**
 * A visitor is too fast once more than `mostAMinute` events happened in one minute, and from then on; 0: never. By the
 * time at which they happened, because a device that was offline sends hours at once. In memory: a restart begins anew,
 * as does each day with its new visitor hash.
 */
export function createVisitorRates(mostAMinute: number): IsImpossibleRate {
  if (mostAMinute === 0) return () => false;
  const rates = new QuickLRU<string, { minute: number; events: number; isImpossible: boolean }>({
    maxSize: counted,
  });
  return (visitor, times) => {
    let rate = rates.get(visitor);
    if (!rate) rates.set(visitor, (rate = { minute: 0, events: 0, isImpossible: false }));
    for (const time of times) {
      const minute = Math.floor(time / minuteMs);
      if (minute !== rate.minute) {
        rate.minute = minute;
        rate.events = 0;
      }
      rate.events++;
      if (rate.events > mostAMinute) rate.isImpossible = true;
    }
    return rate.isImpossible;
  };
}
