import type { ComparedTime } from './comparison.ts';

/** Ranges the page offers by name; all end today in the site's time zone. */
export const namedRanges = ['day', '7d', '28d', '30d', '91d', 'month', '12mo'] as const;
export type NamedRange = (typeof namedRanges)[number];

/**
 * A name, two dates (`2026-11-01`, both inclusive), or two times (`2026-11-01T13:00`, the second exclusive) on the wall clock
 * of the site.
 */
export type Range = NamedRange | [first: string, last: string];

/** What a first visit to the page shows. */
export const defaultRange: NamedRange = '7d';

const datePattern = /^\d{4}-\d{2}-\d{2}$/;

function isDate(text: string): boolean {
  if (!datePattern.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  // Date.parse turns 31 February into 3 March in some engines.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function isTime(text: string): boolean {
  return /T([01]\d|2[0-3]):[0-5]\d$/.test(text) && isDate(text.slice(0, -6));
}

/** From its text in the address, as in `7d` or `2026-11-01..2026-11-07`; undefined where it is no range. */
export function parseRange(text: string): Range | undefined {
  const named = namedRanges.find((name) => name === text);
  if (named) return named;
  const [first, last, more] = text.split('..');
  if (first === undefined || last === undefined || more !== undefined) return undefined;
  if (isTime(first) && isTime(last)) return first < last ? [first, last] : undefined;
  return isDate(first) && isDate(last) && first <= last ? [first, last] : undefined;
}

/** Whether the range is one of times, and not of whole days. */
export const isOfTimes = (range: Range): range is [first: string, last: string] => range[0].length > 10;

/** ms since the epoch of a time, which has no time zone, so UTC stands for all. */
const toMs = (time: string): number => Date.parse(`${time}Z`);
/** The time so many ms later, or earlier. */
export const shiftTime = (time: string, ms: number): string =>
  new Date(toMs(time) + ms).toISOString().slice(0, time.length);
/** From the start of a range of times to its end, in ms. */
export const toLength = ([first, last]: [string, string]): number => toMs(last) - toMs(first);

/** The range of one point of a chart: its day, or its hour (`2026-11-01 13:00:00`). */
export function toPointRange(label: string): Range {
  if (label.length <= 10) return [label, label];
  const hour = label.slice(0, 16).replace(' ', 'T');
  return [hour, shiftTime(hour, 3_600_000)];
}

export function toRangeText(range: Range): string {
  return typeof range === 'string' ? range : range.join('..');
}

/** Wall clock of a time zone in the shape of an hour label: `2026-11-01 13:45:10`. */
export function toLocalTime(timezone: string, now: Date): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(now);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}`;
}

/** Whether figures of the range can still change with the next visitor. */
export function includesToday(range: Range, today: string): boolean {
  return typeof range === 'string' || (range[0].slice(0, 10) <= today && today <= range[1]);
}

/** Whether the range is one day or some hours, which are drawn by the hour. */
export function isByHour(range: Range, today: string): boolean {
  if (isOfTimes(range)) return toLength(range) <= 2 * 86_400_000;
  if (typeof range !== 'string') return range[0] === range[1];
  return range === 'day' || (range === 'month' && today.endsWith('-01'));
}

/** Days since the epoch; dates have no time zone, so UTC stands for all. */
export const toDayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
export const toDate = (dayNumber: number): string =>
  new Date(dayNumber * 86_400_000).toISOString().slice(0, 10);

/** First and last day of a range, both inclusive; of times the days in which they are. */
export function toDates(range: Range, today: string): [first: string, last: string] {
  if (typeof range !== 'string') return [range[0].slice(0, 10), range[1].slice(0, 10)];
  if (range === 'day') return [today, today];
  if (range === 'month') return [`${today.slice(0, 8)}01`, today];
  if (range === '12mo') {
    const [year = 0, month = 0] = today.split('-').map(Number);
    return [new Date(Date.UTC(year, month - 12, 1)).toISOString().slice(0, 10), today];
  }
  return [toDate(toDayNumber(today) - Number.parseInt(range, 10) + 1), today];
}

/** Last day of the period that begins with a day. */
export function toLastDay(first: string, period: 'day' | 'week' | 'month'): string {
  if (period === 'day') return first;
  if (period === 'week') return toDate(toDayNumber(first) + 6);
  const [year = 0, month = 0] = first.split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

/** The same date or time a year before; of 29 February the day before. */
function toYearBefore(date: string): string {
  const year = String(Number(date.slice(0, 4)) - 1).padStart(4, '0');
  return year + date.slice(4).replace('-02-29', '-02-28');
}

/** The time that a range is compared with: as long just before it, or the same dates a year before. */
export function toDatesBefore(
  range: Range,
  today: string,
  time: ComparedTime,
): [first: string, last: string] {
  if (isOfTimes(range) && time === 'period') return [shiftTime(range[0], -toLength(range)), range[0]];
  const [first, last] = isOfTimes(range) ? range : toDates(range, today);
  if (time === 'year') return [toYearBefore(first), toYearBefore(last)];
  const start = toDayNumber(first);
  return [toDate(start - (toDayNumber(last) - start) - 1), toDate(start - 1)];
}

/**
 * What a range is compared with: those days, and where it has not ended yet only as much of them, so that half a day is
 * compared with half a day. `now`: wall clock of the site.
 */
export function toRangeBefore(range: Range, now: string, time: ComparedTime): [first: string, last: string] {
  const today = now.slice(0, 10);
  const [first, last] = toDatesBefore(range, today, time);
  if (isOfTimes(range)) {
    const passed = toLength([range[0], now.replace(' ', 'T')]);
    return passed <= 0 || passed >= toLength(range)
      ? [first, last]
      : [first, shiftTime(`${first}:00`, passed)];
  }
  if (!includesToday(range, today)) return [first, last];
  const [start] = toDates(range, today);
  // The end of a custom range may lie in the future, so the days that are over are counted from its start.
  const day =
    time === 'year'
      ? toYearBefore(today)
      : toDate(toDayNumber(first) + toDayNumber(today) - toDayNumber(start));
  return [`${first}T00:00:00`, `${day}T${now.slice(11)}`];
}
