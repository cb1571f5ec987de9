import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from 'lmdb';
import type { LoggedEvent } from './event-log.ts';
import { Ledger, type LedgerEntry } from './ledger.ts';
import { decodeRecord, summarizeRecord, type RecordSummary } from './record.ts';

/** Events that one event turn reads: ingest must not wait for a whole batch. */
const eventsPerTurn = 1_000;
/** Events that are decoded at once while they are gone through, and kept until the last of them was. */
const eventsAtOnce = 100;
/** Bytes of one batch, but for its last delivery: as much of the largest events would be too much for the memory of a small server. */
const mostBatchBytes = 32 << 20;
/** Bytes that one event turn reads. */
const bytesPerTurn = 1 << 20;

/** Record of each delivery, by its sequence number. */
type Records = Pick<Database<Buffer, number>, 'getRange'>;

/** The first and the last delivery of a batch, persisted before its first insert. */
export interface Boundary {
  first: number;
  last: number;
}

/** A batch, but for its events. */
export interface Cut {
  boundary: Boundary;
  /** How many events. */
  events: number;
  /** Time of the earliest, ms; Infinity where there is none. */
  earliest: number;
  /** Of its records. */
  bytes: number;
  rejected: string[];
  ledger: LedgerEntry[];
}

/** The oldest records, until they hold `maxEvents` or 32 MiB; those within `persisted`, where that is a cut already. */
export async function cutBatch(
  records: Records,
  persisted: Boundary | undefined,
  maxEvents: number,
): Promise<Cut | undefined> {
  const rejected: string[] = [];
  const ledger = new Ledger();
  let boundary = persisted;
  let events = 0;
  let earliest = Infinity;
  let bytes = 0;
  let weight = 0;
  let start = persisted?.first ?? 0;
  for (;;) {
    const turn = readTurn(
      records.getRange({ start, ...(persisted && { end: persisted.last + 1 }) }),
      persisted ? Infinity : maxEvents - weight,
      summarizeRecord,
      weightOf,
    );
    if (turn.length === 0) break;
    for (const { key, record, size } of turn) {
      events += record.events;
      earliest = Math.min(earliest, record.earliest);
      for (const line of record.rejected) rejected.push(line);
      ledger.add(record.ledger);
      bytes += size;
      weight += weightOf(record);
      boundary = { first: boundary?.first ?? key, last: persisted?.last ?? key };
      start = key + 1;
    }
    if (!persisted && (weight >= maxEvents || bytes >= mostBatchBytes)) break;
    await nextTurn();
  }
  return boundary && { boundary, events, earliest, bytes, rejected, ledger: ledger.entries() };
}

/** The events of a batch in their order, read as they are gone through. */
export function* readEvents(records: Records, { first, last }: Boundary): Generator<LoggedEvent> {
  for (let start = first; start <= last;) {
    const range = records.getRange({ start, end: last + 1 });
    const turn = readTurn(range, eventsAtOnce, decodeRecord, ({ events }) => events.length);
    if (turn.length === 0) return;
    for (const { key, record } of turn) {
      start = key + 1;
      yield* record.events;
    }
  }
}

/** Records from the oldest on, until they weigh `most` or what one event turn may read. */
function readTurn<Record>(
  range: Iterable<{ key: number; value: Buffer }>,
  most: number,
  read: (record: Buffer) => Record,
  weigh: (record: Record) => number,
): { key: number; record: Record; size: number }[] {
  const turn: { key: number; record: Record; size: number }[] = [];
  let weight = 0;
  let bytes = 0;
  for (const { key, value } of range) {
    const record = read(value);
    turn.push({ key, record, size: value.length });
    weight += weigh(record);
    bytes += value.length;
    if (weight >= Math.min(most, eventsPerTurn) || bytes >= bytesPerTurn) break;
  }
  return turn;
}

/** A delivery of nothing but duplicates weighs as well, so that a flood of them is cut too. */
const weightOf = ({ events, rejected }: RecordSummary): number => Math.max(1, events + rejected.length);
