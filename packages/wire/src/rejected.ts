import type { RejectionCode } from './reply.ts';

/** Answer of `DELETE /api/v1/visitors/{id}`. */
export interface ErasedReply {
  /** How many were erased. `archived`: events in files of the archive; unset where there is none. */
  erased: { events: number; sessions: number; rejected: number; archived?: number };
}

/** Answer of `GET /api/v1/rejected`. */
export interface RejectedReply {
  /** Newest first. */
  rejected: RejectedEvent[];
}

/**
 * Why an event is among the rejected ones: what a sender is answered, `refused_by_clickhouse` where one that passed
 * validation could not be stored, or `plan_reported` where it was stored, and is against a plan that only reports.
 */
export type KeptCode = RejectionCode | 'refused_by_clickhouse' | 'plan_reported';

/** An event that was not stored, or was reported; kept for 30 days. */
export interface RejectedEvent {
  /** By the collector's clock, ms since the epoch. */
  receivedAt: number;
  /** A `KeptCode`; one that another version of the collector left may be no longer among them. */
  code: string;
  message: string;
  /** The event's id where it could be read, else empty. */
  id: string;
  /** JSON of what is kept of it: known fields, cut short, URLs without query. */
  event: string;
}

/** Answer of `POST /api/v1/rejected/replay`: `found` is the sum of the others but for what was replayed before. */
export interface ReplayReply {
  /** Rejected events that were tried. */
  found: number;
  /** Came in. */
  accepted: number;
  /** Were there already. */
  duplicates: number;
  /** Are still rejected, by reason, the most frequent first. `kept_in_part`: too little of it was kept. */
  rejected: { code: string; message: string; count: number }[];
}
