/** Time from `from` to `to` (exclusive), ms. */
export interface Span {
  from: number;
  to: number;
}

// All of our own numbers, so that they need not be bound.

/** SQL of a moment as a `DateTime`. */
export const toSeconds = (ms: number): string => `toDateTime(${ms / 1000}, 'UTC')`;

/** SQL of a moment as a `DateTime64(3)`. */
export const toMillis = (ms: number): string => `fromUnixTimestamp64Milli(${ms}::Int64, 'UTC')`;

/** SQL of whether a column, of what `toMoment` writes, is within a span. */
export const isWithin = ({ from, to }: Span, toMoment: (ms: number) => string, column: string): string =>
  `(${column} >= ${toMoment(from)} AND ${column} < ${toMoment(to)})`;
