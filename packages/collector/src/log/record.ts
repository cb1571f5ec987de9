import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import type { LoggedEvent } from './event-log.ts';

// One delivery is one record: a line for each event, its fields parted by spaces, the row last; then a line for each
// rejected event. Both end in JSON text, which holds no line break.

/** Stands for a missing `previous`; no decimal number looks like it. */
const none = '-';
/** Begins the line of a rejected event; no number does. */
const rejectedMark = '! ';

/** What one delivery left in the log. */
export interface LogRecord {
  events: LoggedEvent[];
  /** Lines for `rejected_events`. */
  rejected: string[];
}

/** One delivery as the log keeps it. */
export function encodeRecord(events: EnrichedEvent[], rejected: string[] = []): Buffer {
  let text = '';
  for (const { siteId, time, visitor, previous, row } of events) {
    text += `${siteId} ${time} ${visitor} ${previous ?? none} ${row}\n`;
  }
  for (const line of rejected) text += `${rejectedMark}${line}\n`;
  return Buffer.from(text);
}

/** The opposite of `encodeRecord`. */
export function decodeRecord(buffer: Buffer): LogRecord {
  const record: LogRecord = { events: [], rejected: [] };
  for (const line of buffer.toString().split('\n').slice(0, -1)) {
    if (line.startsWith(rejectedMark)) record.rejected.push(line.slice(rejectedMark.length));
    else record.events.push(decodeLine(line));
  }
  return record;
}

function decodeLine(line: string): LoggedEvent {
  const [, siteId, time, visitor, previous] = /^(\d+) (\d+) (\d+) (\d+|-) /.exec(line) ?? [];
  if (!siteId || !time || !visitor || !previous)
    throw new Error('the event log holds a record of another format');
  const row = line.slice(siteId.length + time.length + visitor.length + previous.length + 4);
  return {
    siteId: Number(siteId),
    time: Number(time),
    visitor,
    previous: previous === none ? undefined : previous,
    row,
  };
}
