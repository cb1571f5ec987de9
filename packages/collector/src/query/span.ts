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

/**
 * SQL of whether an event is within a span. Its day stands beside its time, because the events of a site lie by days of UTC,
 * and ClickHouse does not conclude from the time which of them to read: without it a question about a day reads the month.
 */
export const isEventWithin = (span: Span, column = 'time'): string =>
  `(${isWithin(span, toMillis, column)} AND toDate(${column}) BETWEEN toDate(${toMillis(span.from)}) AND toDate(${toMillis(span.to - 1)}))`;
