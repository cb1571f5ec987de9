import type { ComparedTime } from '../state/comparison.ts';
import { texts } from '../texts.ts';

/** How a figure differs from the one of the time compared with. */
export interface Change {
  /** `▲ 12%`. Without a colour: more is not always better. */
  text: string;
  /** `12% more than in the time before` */
  spoken: string;
}

/** Changes above this are as good as from nothing, in percent. */
const mostPercent = 999;

/** Null where there is nothing to compare. `isRate`: the figures are percents, and differ by points. */
export function toChange(
  now: number | null,
  before: number | null,
  isRate: boolean,
  time: ComparedTime,
): Change | null {
  if (now === null || before === null) return null;
  if (!isRate && before === 0) return null;
  const difference = Math.round(isRate ? now - before : (100 * (now - before)) / before);
  if (difference === 0) return { text: '= 0', spoken: texts.sameAs(texts.comparedTimes[time]) };
  const size = Math.abs(difference);
  const amount = isRate ? texts.points(size) : size > mostPercent ? `>${mostPercent}%` : `${size}%`;
  return difference > 0
    ? { text: `▲ ${amount}`, spoken: texts.moreThan(amount, texts.comparedTimes[time]) }
    : { text: `▼ ${amount}`, spoken: texts.lessThan(amount, texts.comparedTimes[time]) };
}
