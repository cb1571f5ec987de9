import { locale } from '../texts.ts';

/**
 * Labels of the query API are wall-clock times of the site without an offset (`2026-11-01`,
 * `2026-11-01 13:00:00`). They are read as UTC and written as UTC, so that no time zone of this browser shifts them.
 */
function toDate(label: string): Date {
  return new Date(label.length > 10 ? `${label.replace(' ', 'T')}Z` : `${label}T00:00:00Z`);
}

const style = (options: Intl.DateTimeFormatOptions): ((label: string) => string) => {
  const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  return (label) => format.format(toDate(label));
};

/** `13:00` */
export const toHourText = style({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
/** `1 Nov` */
export const toDayText = style({ day: 'numeric', month: 'short' });
/** `Sun 1` */
export const toWeekdayText = style({ weekday: 'short', day: 'numeric' });
/** `Nov 2026` */
export const toMonthText = style({ month: 'short', year: 'numeric' });
/** `13:45:10`, from a wall clock as `toLocalTime` gives it. */
export const toClockText = (local: string): string => local.slice(11);
/** `Sunday 1 November` */
const toLongDayText = style({ weekday: 'long', day: 'numeric', month: 'long' });
/** `1 November 2026` */
export const toFullDayText = style({ day: 'numeric', month: 'long', year: 'numeric' });

/** A moment of the chart as a person would say it: `Sunday 1 November` or `Sunday 1 November, 13:00`. */
export function toMomentText(label: string): string {
  return label.length > 10 ? `${toLongDayText(label)}, ${toHourText(label)}` : toLongDayText(label);
}

const spanStyle = (options: Intl.DateTimeFormatOptions): ((first: string, last: string) => string) => {
  const format = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    ...options,
    timeZone: 'UTC',
  });
  return (first, last) => format.formatRange(toDate(first), toDate(last));
};

/** `24 November 2026, 13:00 – 14:00`, or with two dates. */
export const toTimesText = spanStyle({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const toDaysText = spanStyle({});

/** `1 – 7 November 2026`, or one day. */
export function toSpanText(first: string, last: string): string {
  return toDaysText(first.slice(0, 10), last.slice(0, 10));
}
