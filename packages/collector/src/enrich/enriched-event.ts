/** An event ready for the log: all that the writer needs to find its session, and the rest as text. */
export interface EnrichedEvent {
  /** Idempotency key, lower case. */
  id: string;
  siteId: number;
  /** ms since the epoch, by the collector's clock. */
  time: number;
  /** Visitor hash of the client id, or else by the salt of the event's day; decimal. */
  visitor: string;
  /** The same sender's hash by the salt of the day before, where that salt lives. */
  previous: string | undefined;
  /** And by the salt of the day after, where the event is late. */
  next?: string | undefined;
  /** The other columns of `events` as JSON values, comma separated; see `store/row.ts`. */
  row: string;
}
