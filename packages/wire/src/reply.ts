/** Why one event of a batch was refused. Sending it again unchanged never helps. */
export type RejectionCode =
  | 'invalid_event'
  | 'invalid_id'
  | 'invalid_time'
  | 'invalid_url'
  | 'invalid_props'
  | 'event_too_large'
  | 'event_expired'
  | 'hostname_not_allowed'
  | 'path_excluded'
  | 'quota_exceeded'
  | 'plan_violation';

/** One refused event; the others of its batch are unharmed. */
export interface Rejection {
  /** Position in the batch's `events`, from 0. */
  index: number;
  /** The event's id where it could be read. */
  id?: string;
  code: RejectionCode;
  /** What to change, for a developer to read. */
  message: string;
}

/** Answer 202: `accepted + duplicates + rejected.length` is the number of events sent. */
export interface Reply {
  /** Stored durably; will be in ClickHouse exactly once. */
  accepted: number;
  /** Seen before inside the dedupe window; counted, not stored again. */
  duplicates: number;
  rejected: Rejection[];
}

/** Answer of every request that fails as a whole. */
export interface ErrorReply {
  error: {
    /** Stable, for programs; all are listed in docs/reference/errors.md. */
    code: string;
    /** What happened and what to change, for a developer to read. */
    message: string;
  };
}
