import type { QueryReply } from '@passerby/wire';
import { type Line, lines } from '../state/view.ts';

/** The chart's numbers: one per label and line, null where the time has not come yet. */
export interface Series {
  unit: 'hour' | 'day';
  /** `2026-11-01` or `2026-11-01 13:00:00`, wall clock of the site. */
  labels: string[];
  values: Record<Line, (number | null)[]>;
  /** The hour or day that is not over yet; null where the range has ended. */
  present: number | null;
}

/** Whether a point leads to its day or hour alone: there is nothing finer than one hour. */
export const canOpen = ({ unit, labels }: Series): boolean => unit === 'day' || labels.length > 1;

/** Whether nobody was there at any of its points. */
export const isSilent = ({ values }: Series): boolean => values.visitors.every((count) => !count);

/** Puts each row at its label; an hour or day without a row had nobody. `now`: wall clock of the site. */
export function toSeries(reply: QueryReply, now: string): Series {
  const labels = reply.meta.time_labels ?? reply.results.map((row) => row.dimensions[0] ?? '');
  const rows = new Map(reply.results.map((row) => [row.dimensions[0], row.metrics]));
  const isFuture = (label: string): boolean => label > now;
  const unit = (labels[0]?.length ?? 10) > 10 ? 'hour' : 'day';
  const present = labels.findLastIndex((label) => !isFuture(label));
  const precision = unit === 'hour' ? 13 : 10;
  const isRunning = labels[present]?.slice(0, precision) === now.slice(0, precision);
  const at = (line: Line): (number | null)[] =>
    labels.map((label) => (isFuture(label) ? null : (rows.get(label)?.[lines.indexOf(line)] ?? 0)));
  const values = { visitors: at('visitors'), visits: at('visits'), pageviews: at('pageviews') };
  return { unit, labels, values, present: isRunning ? present : null };
}
