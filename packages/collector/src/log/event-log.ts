import type { EnrichedEvent } from '../enrich/enriched-event.ts';

export interface Appended {
  accepted: number;
  /** Seen before inside the dedupe window. */
  duplicates: number;
}

/** An event as the writer gets it back. */
export type LoggedEvent = Omit<EnrichedEvent, 'id'>;

/** A cut of the log whose boundaries are durable: after a crash the same events come under the same token. */
export interface LogBatch {
  /** The insert's idempotency token, unique among all collectors. */
  token: string;
  events: LoggedEvent[];
  /** Lines for `rejected_events`. */
  rejected: string[];
}

/** The durable queue between the answer 202 and ClickHouse. One process writes, one writer reads. */
export interface EventLog {
  /**
   * Stores the events that were not seen before. Resolves once they are synced to disk; only then may the sender
   * be told. Throws a `RequestError` (503) when the disk refuses, and then none of them is stored.
   * `rejected` are lines for `rejected_events`, kept beside them.
   */
  append(events: EnrichedEvent[], receivedAt: number, rejected?: string[]): Promise<Appended>;
  /** The oldest events, whole deliveries until `maxEvents` (rejected ones included) is reached; the same again until acknowledged. */
  nextBatch(maxEvents: number): Promise<LogBatch | undefined>;
  /** Forgets the batch given by `nextBatch` last, because ClickHouse has it. */
  acknowledge(): Promise<void>;
  /** Events accepted and not acknowledged. */
  queued(): number;
  close(): Promise<void>;
}
