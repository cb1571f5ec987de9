import {
  isOfTimes,
  namedRanges,
  type Range,
  shiftTime,
  toDate,
  toDates,
  toDayNumber,
  toLastDay,
  toLength,
} from './date-range.ts';

/** Months since the epoch. */
const toMonth = (date: string): number =>
  12 * (Number(date.slice(0, 4)) - 1970) + Number(date.slice(5, 7)) - 1;
const toFirstDay = (month: number): string => new Date(Date.UTC(1970, month, 1)).toISOString().slice(0, 10);

/** Those of whole months, of which the last may be under way. */
const ofMonths = new Set<Range>(['month', '12mo']);

/**
 * As long a range just before (-1) or after (1), in months where it is of whole ones, and by its name where it has one. Null
 * where it is still to come.
 */
export function toNeighbour(range: Range, step: -1 | 1, today: string): Range | null {
  if (isOfTimes(range)) {
    const by = step * toLength(range);
    const next: Range = [shiftTime(range[0], by), shiftTime(range[1], by)];
    return next[0].slice(0, 10) > today ? null : next;
  }
  const [first, last] = toDates(range, today);
  const isOfMonths = ofMonths.has(range) || (first.endsWith('-01') && last === toLastDay(last, 'month'));
  const next = isOfMonths ? shiftMonths(first, last, step) : shiftDays(first, last, step);
  if (next[0] > today) return null;
  const end = next[1] < today ? next[1] : today;
  const name = namedRanges.find(
    (each) => ofMonths.has(each) === isOfMonths && toDates(each, today).join() === `${next[0]},${end}`,
  );
  return name ?? next;
}

function shiftMonths(first: string, last: string, step: -1 | 1): [first: string, last: string] {
  const by = step * (toMonth(last) - toMonth(first) + 1);
  return [toFirstDay(toMonth(first) + by), toLastDay(toFirstDay(toMonth(last) + by), 'month')];
}

function shiftDays(first: string, last: string, step: -1 | 1): [first: string, last: string] {
  const by = step * (toDayNumber(last) - toDayNumber(first) + 1);
  return [toDate(toDayNumber(first) + by), toDate(toDayNumber(last) + by)];
}
