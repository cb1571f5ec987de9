import { DateTime } from 'luxon';
import type { Dimension, TimeDimension } from '@passerby/wire';
import { RequestError } from '../errors.ts';
import type { Range } from './date-range.ts';

/** How long one row of a dimension of time is; weeks begin on Monday. */
export type TimeStep = 'minute' | 'hour' | 'day' | 'week' | 'month';

/** Longest list of labels: a year of hours, and room. */
const mostLabels = 10_000;

export const isTime = (dimension: Dimension): dimension is TimeDimension =>
  dimension === 'time' || dimension.startsWith('time:');

/** `time` alone is by hour up to a day, by day up to a quarter of a year, by month beyond. */
export function toTimeStep(dimension: TimeDimension, { from, to }: Range): TimeStep {
  if (dimension !== 'time') return dimension.slice('time:'.length) as TimeStep;
  const { days } = to.diff(from, 'days');
  return days <= 1 ? 'hour' : days <= 100 ? 'day' : 'month';
}

/** SQL of the label of a moment, in the zone that is bound as `timezone`. */
export const stepSql: Record<TimeStep, (column: string) => string> = {
  minute: (column) => `toString(toStartOfMinute(toTimeZone(${column}, {timezone:String})))`,
  hour: (column) => `toString(toStartOfHour(toTimeZone(${column}, {timezone:String})))`,
  day: (column) => `toString(toDate(${column}, {timezone:String}))`,
  week: (column) => `toString(toMonday(${column}, {timezone:String}))`,
  month: (column) => `toString(toStartOfMonth(${column}, {timezone:String}))`,
};

const formats: Record<TimeStep, string> = {
  minute: "yyyy-MM-dd HH:mm':00'",
  hour: "yyyy-MM-dd HH':00:00'",
  day: 'yyyy-MM-dd',
  week: 'yyyy-MM-dd',
  month: 'yyyy-MM-dd',
};

/** Label of every step that the range touches, as ClickHouse writes them. Throws `invalid_query` for too many. */
export function toTimeLabels({ from, to }: Range, step: TimeStep): string[] {
  // Told before they are made, which takes a while.
  if (to.diff(from).as(step) > mostLabels) {
    throw new RequestError(
      'invalid_query',
      'include.time_labels: over 10,000 labels; shorten date_range or group by time:day',
    );
  }
  const labels = new Set<string>(); // the hour that a DST change repeats is one label
  for (let at = from.startOf(step); at < to; at = at.plus({ [step]: 1 }))
    labels.add(at.toFormat(formats[step]));
  return [...labels];
}

/** Label of the step in which a moment lies. */
export function toTimeLabel(ms: number, zone: string, step: TimeStep): string {
  return DateTime.fromMillis(ms, { zone }).startOf(step).toFormat(formats[step]);
}
