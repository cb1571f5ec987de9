import type { Span } from '../query/span.ts';

const hourMs = 3_600_000;
const namePattern = /^(\d{4}-\d\d-\d\d)(?:T(\d\d))?$/;

/** The time that a file of this name has events of; unset where it is the name of no file. */
export function toSpan(name: string): Span | undefined {
  const [, day, hour] = namePattern.exec(name) ?? [];
  const from = Date.parse(`${day}T${hour ?? '00'}:00Z`);
  return Number.isNaN(from) ? undefined : { from, to: from + (hour === undefined ? 24 : 1) * hourMs };
}

/** Name of the file of a day of UTC that begins at this time, ms. */
export const toDayName = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Names of the files of a day that is too large for one. */
export const toHourNames = (day: string): string[] =>
  Array.from({ length: 24 }, (_, hour) => `${day}T${String(hour).padStart(2, '0')}`);
