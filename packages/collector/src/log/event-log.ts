import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import type { LedgerEntry, SiteTotals } from './ledger.ts';

export interface Appended {
  accepted: number;
  /** Seen before inside the dedupe window. */
  duplicates: number;
}

/** An event that was not accepted, on its way to `rejected_events`. */
export interface RejectedEvent {
  siteId: number;
  /** Why, as the sender is told; `undefined` for an event that was accepted all the same, and counts as such. */
  code: string | undefined;
  /** Line for `rejected_events`. */
  line: string;
}

/** A rejected event that passes now. */
export interface ReplayedEvent {
  event: EnrichedEvent;
  /** Why it was rejected. */
  code: string;
  /** When it came, and when it was rejected, ms; the latter names the row together with id and code. */
  receivedAt: number;
  rejectedAt: number;
  /** ClickHouse has an event of this id. */
  isStored: boolean;
  /** Line for `rejected_events` that takes it off the list. */
  line: string;
}

/** An event as the writer gets it back. */
export type LoggedEvent = Omit<EnrichedEvent, 'id'>;

/** A cut of the log whose boundaries are durable: after a crash the same events come under the same token. */
export interface LogBatch {
  /** The insert's idempotency token, unique among all collectors. */
  token: string;
  /** Read from the log each time that they are gone through, until the batch is acknowledged. */
  events: Iterable<LoggedEvent>;
  /** How many events. */
  size: number;
  /** Time of the earliest event, ms; Infinity where there is none. */
  earliest: number;
  /** Lines for `rejected_events`. */
  rejected: string[];
  /** What the batch adds to the loss ledger, summed up. */
  ledger: LedgerEntry[];
  /** The last delivery of the batch. */
  last: number;
  /** ClickHouse may have some of the events under another token: the log was damaged, and does not know. */
  isDoubtful: boolean;
}

/** What the ledger in ClickHouse does not count yet. */
export interface PendingLedger {
  /** Changes with every acknowledgement: what was read before belongs to another moment. */
  acknowledged: number;
  /**
   * Entries of deliveries after `last`, the latest that ClickHouse has counted: the batch under way may be counted
   * there before it is acknowledged here.
   */
  after(last: number): LedgerEntry[];
}

/** The durable queue between the answer 202 and ClickHouse. One process writes, one writer reads. */
export interface EventLog {
  /** Tells this log from all others that write to the same ClickHouse. */
  readonly name: string;
  /** How often it was found damaged at a start, since the data directory was made. */
  readonly damages: number;
  /**
   * Stores the events that were not seen before. Resolves once they are synced to disk; only then may the sender
   * be told. Throws a `RequestError` (503) when the disk refuses, and then none of them is stored or counted. Whatever comes
   * of it, the `row` of an event is emptied once it is encoded.
   */
  append(events: EnrichedEvent[], receivedAt: number, rejected?: RejectedEvent[]): Promise<Appended>;
  /** Throws what `append` would throw for want of room (503 `log_full`), whatever it was given. */
  refuseWhenFull(): void;
  /**
   * Stores rejected events after all, each once however often it is replayed: `accepted` came in, `duplicates` were known
   * already. What was replayed before is neither. A dry run only counts.
   * Throws as `append` does.
   */
  replay(replayed: ReplayedEvent[], options: { dryRun: boolean }): Promise<Appended>;
  /**
   * The oldest events, whole deliveries until `maxEvents` (rejected ones included) or 32 MiB are reached; the same again until
   * acknowledged.
   */
  nextBatch(maxEvents: number): Promise<LogBatch | undefined>;
  /**
   * Forgets the batch given by `nextBatch` last, because ClickHouse has it, and counts its events as settled in the same
   * transaction; `refusals` are those of them that ClickHouse could not read.
   */
  acknowledge(refusals?: LedgerEntry[]): Promise<void>;
  /** Resolves when all that is in the log at this moment has been acknowledged. */
  whenWritten(): Promise<void>;
  /** Events accepted and not acknowledged. */
  queued(): number;
  /** What became of every event, by site. Exact after any crash, and the same moment for all numbers. */
  totals(): Map<number, SiteTotals>;
  /** Counts what left the log of a deleted site under `deletedSites` from now on, so that the sums of all do not fall. */
  forgetSite(siteId: number): Promise<void>;
  pending(): PendingLedger;
  close(): Promise<void>;
}
