import { crc32 } from 'node:zlib';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import type { LoggedEvent } from './event-log.ts';
import { Ledger, toQuarter, type LedgerEntry } from './ledger.ts';

// One delivery is one record: a line with the checksum of the rest; a line for each event, its fields parted by spaces, the row last; then a line for each
// rejected event, and one for each entry of the ledger. The first two end in JSON text, which holds no line break.

/** Begins the line of the checksum. */
const checksumMark = '# ';
/** Stands for a missing `previous`; no decimal number looks like it. */
const none = '-';
/** Begins the line of a rejected event; no number does. */
const rejectedMark = '! ';
/** Begins the line of a ledger entry. */
const ledgerMark = '= ';

/** What one delivery left in the log. */
export interface LogRecord {
  events: LoggedEvent[];
  /** Lines for `rejected_events`. */
  rejected: string[];
  ledger: LedgerEntry[];
}

/** One delivery as the log keeps it. */
export function encodeRecord(
  events: Omit<EnrichedEvent, 'id'>[],
  rejected: string[],
  ledger: LedgerEntry[],
): Buffer {
  const lines = events.map(({ siteId, time, visitor, previous, next, row }) => {
    const others = next === undefined ? (previous ?? none) : `${previous ?? none}+${next}`;
    return `${siteId} ${time} ${visitor} ${others} ${row}`;
  });
  for (const line of rejected) lines.push(rejectedMark + line);
  for (const { siteId, time, kind, count } of ledger) {
    lines.push(`${ledgerMark}${siteId} ${time} ${kind} ${count}`);
  }
  lines.push('');
  const record = Buffer.from(noChecksum + lines.join('\n'));
  record.write(toChecksumLine(record.subarray(checksumBytes)), 'latin1');
  return record;
}

const toChecksumLine = (rest: Buffer): string =>
  `${checksumMark}${crc32(rest).toString(16).padStart(8, '0')}\n`;

/** Holds the place of a checksum. */
const noChecksum = toChecksumLine(Buffer.alloc(0));
const checksumBytes = noChecksum.length;

/** Whether a record is as it was written; one of the time without checksums must at least be readable. */
export function isIntact(buffer: Buffer): boolean {
  if (hasChecksum(buffer)) {
    const rest = buffer.subarray(checksumBytes);
    return buffer.toString('latin1', 0, checksumBytes) === toChecksumLine(rest);
  }
  try {
    decodeRecord(buffer);
    return true;
  } catch {
    return false; // the reader of the answer says what became of it
  }
}

/** Whether a record carries its checksum. */
export const hasChecksum = (buffer: Buffer): boolean =>
  buffer.toString('latin1', 0, checksumMark.length) === checksumMark;

/** What a record says of its events as a whole. */
export interface RecordSummary extends Omit<LogRecord, 'events'> {
  /** How many. */
  events: number;
  /** Time of the earliest, ms; Infinity where there is none. */
  earliest: number;
}

/** The opposite of `encodeRecord`. */
export function decodeRecord(buffer: Buffer): LogRecord {
  const record = decodeLines(buffer, bodyOf(buffer));
  // Written before there was a ledger: every delivery leaves an entry.
  if (record.ledger.length === 0) record.ledger = countWithoutLedger(record);
  return record;
}

/** What `decodeRecord` tells, but the events, of which the beginning of a line is read and nothing kept. */
export function summarizeRecord(buffer: Buffer): RecordSummary {
  // A character is a byte.
  const text = buffer.toString('latin1');
  let events = 0;
  let earliest = Infinity;
  let line = bodyOf(buffer);
  while (isDigit(text, line)) {
    const timeAt = text.indexOf(' ', line) + 1;
    const time = Number(text.slice(timeAt, text.indexOf(' ', timeAt)));
    const end = text.indexOf('\n', line);
    if (!Number.isFinite(time) || end === -1) throw anotherFormat();
    earliest = Math.min(earliest, time);
    events++;
    line = end + 1;
  }
  const { rejected, ledger } = decodeLines(buffer, line);
  return { events, earliest, rejected, ledger: ledger.length > 0 ? ledger : decodeRecord(buffer).ledger };
}

/** Where the lines begin, behind that of the checksum. */
const bodyOf = (record: Buffer): number => (hasChecksum(record) ? checksumBytes : 0);

const isDigit = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at); // NaN behind the end
  return code >= 48 && code <= 57;
};

function decodeLines(buffer: Buffer, begin: number): LogRecord {
  const record: LogRecord = { events: [], rejected: [], ledger: [] };
  for (const line of buffer.toString('utf8', begin).split('\n').slice(0, -1)) {
    if (line.startsWith(rejectedMark)) record.rejected.push(line.slice(rejectedMark.length));
    else if (line.startsWith(ledgerMark)) record.ledger.push(decodeEntry(line));
    else record.events.push(decodeEvent(line));
  }
  return record;
}

function decodeEvent(line: string): LoggedEvent {
  const [head, siteId, time, visitor, previous, next] =
    /^(\d+) (\d+) (\d+) (\d+|-)(?:\+(\d+))? /.exec(line) ?? [];
  if (!head || !siteId || !time || !visitor || !previous) throw anotherFormat();
  const row = line.slice(head.length);
  return {
    siteId: Number(siteId),
    time: Number(time),
    visitor,
    previous: previous === none ? undefined : previous,
    ...(next !== undefined && { next }),
    row,
  };
}

function decodeEntry(line: string): LedgerEntry {
  const [, siteId, time, kind, count] = /^= (\d+) (\d+) (\w+) (-?\d+)$/.exec(line) ?? [];
  if (!siteId || !time || !kind || !count) throw anotherFormat();
  return { siteId: Number(siteId), time: Number(time), kind, count: Number(count) };
}

function countWithoutLedger({ events, rejected }: LogRecord): LedgerEntry[] {
  const ledger = new Ledger();
  for (const { siteId, time } of events) {
    ledger.add([{ siteId, time: toQuarter(time), kind: 'accepted', count: 1 }]);
  }
  for (const line of rejected) {
    const [siteId, seconds, kind] = JSON.parse(line) as [number, string, string];
    ledger.add([{ siteId, time: toQuarter(Number(seconds) * 1000), kind, count: 1 }]);
  }
  return ledger.entries();
}

const anotherFormat = (): Error => new Error('the event log holds a record of another format');
