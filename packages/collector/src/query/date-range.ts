import { DateTime } from 'luxon';
import { Compile } from 'typebox/compile';
import type { DateRange } from '@passerby/wire';
import { dateRangeSchema } from '@passerby/wire/schema';
import { RequestError } from '../errors.ts';
import { describeError } from '../validate/describe-error.ts';

/** From `from` (inclusive) to `to` (exclusive), both in the site's time zone. */
export interface Range {
  from: DateTime;
  to: DateTime;
}

const validator = Compile(dateRangeSchema);

/** From a parameter of an address: a name, or two dates or date-times with a comma between. Throws `invalid_query`. */
export function parseDateRange(text: string): DateRange {
  const range: unknown = text.includes(',') ? text.split(',') : text;
  if (validator.Check(range)) return range;
  throw invalid(`date_range: ${describeError(validator, range)}`);
}

/** The range that a query means at `now`, in the site's time zone. Throws `invalid_query`. */
export function toRange(
  range: DateRange,
  site: { timezone: string; createdAt: number },
  now: number = Date.now(),
): Range {
  const zone = site.timezone;
  const today = DateTime.fromMillis(now, { zone }).startOf('day');
  const tomorrow = today.plus({ days: 1 });
  const lastDays = (days: number): Range => ({ from: tomorrow.minus({ days }), to: tomorrow });
  const lastMonths = (months: number): Range => ({
    from: today.startOf('month').minus({ months: months - 1 }),
    to: tomorrow,
  });
  switch (range) {
    case 'day':
      return lastDays(1);
    case '24h': {
      const to = DateTime.fromMillis(now, { zone }).startOf('hour').plus({ hours: 1 });
      return { from: to.minus({ hours: 24 }), to };
    }
    case '7d':
      return lastDays(7);
    case '28d':
      return lastDays(28);
    case '30d':
      return lastDays(30);
    case '91d':
      return lastDays(91);
    case 'month':
      return lastMonths(1);
    case '6mo':
      return lastMonths(6);
    case '12mo':
      return lastMonths(12);
    case 'year':
      return { from: today.startOf('year'), to: tomorrow };
    case 'all':
      // No event is older than the dedupe window of 7 days when it arrives.
      return {
        from: DateTime.fromMillis(site.createdAt, { zone }).startOf('day').minus({ days: 7 }),
        to: tomorrow,
      };
    default:
      return toCustomRange(range, zone);
  }
}

function toCustomRange([first, last]: [string, string], zone: string): Range {
  const wholeDays = isDate(first) && isDate(last);
  const from = toDateTime(first, 0, zone);
  const to = toDateTime(last, 1, zone);
  const range = { from, to: wholeDays ? to.plus({ days: 1 }) : to };
  if (range.from >= range.to) throw invalid('date_range: the first lies after the last; swap them');
  return range;
}

const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

function toDateTime(text: string, index: number, zone: string): DateTime {
  const dateTime = DateTime.fromISO(text, { zone });
  // Luxon also reads a time alone, as one of today. The end of 9999-12-31 is in the year +010000.
  if (/^(\+\d{2})?\d{4}-\d{2}-\d{2}/.test(text) && dateTime.isValid) return dateTime;
  throw invalid(
    `date_range.${index}: "${text}" is no date; give 2026-11-01, or 2026-11-01T12:00:00Z for a time with an offset`,
  );
}

const invalid = (message: string): RequestError => new RequestError('invalid_query', message);
