import type { Comparison, Metric, QueryRow } from '@passerby/wire';
import type { Site } from '../control/sites.ts';
import { toRange, type Range } from './date-range.ts';
import { toKey } from './row-key.ts';

/** The range that an answer is compared with. */
export function toComparedRange(comparison: Comparison, range: Range, site: Site): Range {
  switch (comparison.mode) {
    case 'custom':
      return toRange(comparison.date_range, site);
    case 'year_over_year':
      return { from: range.from.minus({ years: 1 }), to: range.to.minus({ years: 1 }) };
    default: {
      // Whole days before whole days, also where a DST change makes one of them longer.
      const { from, to } = range;
      const isWhole = [from, to].every((at) => at.equals(at.startOf('day')));
      const length = to.diff(from, isWhole ? 'days' : 'milliseconds');
      return { from: from.minus(length), to: from };
    }
  }
}

/** Whose change is told in points: of a rate, percent of percent would mislead. */
const rates = new Set<Metric>([
  'bounce_rate',
  'scroll_depth',
  'percentage',
  'conversion_rate',
  'group_conversion_rate',
]);

/** What is 0, and not unknown, where nothing happened. */
const counts = new Set<Metric>(['visitors', 'visits', 'pageviews', 'events', 'bots', 'total_revenue']);

/** Puts beside each row the row of the same dimensions from the other range; `toOther` turns the one into the other. */
export function compareRows(
  rows: QueryRow[],
  others: QueryRow[],
  metrics: Metric[],
  toOther: (dimensions: string[]) => string[],
): QueryRow[] {
  const found = new Map(others.map((row) => [toKey(row.dimensions), row.metrics]));
  return rows.map((row) => {
    const dimensions = toOther(row.dimensions);
    const before = found.get(toKey(dimensions)) ?? metrics.map((metric) => (counts.has(metric) ? 0 : null));
    return {
      ...row,
      comparison: {
        metrics: before,
        dimensions,
        change: metrics.map((metric, index) => toChange(metric, row.metrics[index], before[index])),
      },
    };
  });
}

function toChange(
  metric: Metric,
  now: number | null | undefined,
  before: number | null | undefined,
): number | null {
  if (now === null || now === undefined || before === null || before === undefined) return null;
  if (rates.has(metric)) return toTenths(now - before);
  if (before === 0) return now === 0 ? 0 : null;
  return toTenths((100 * (now - before)) / before);
}

const toTenths = (value: number): number => Math.round(value * 10) / 10;
