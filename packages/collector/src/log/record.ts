import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import type { LoggedEvent } from './event-log.ts';

// One delivery is one record: a line for each event, its fields parted by spaces, the row last. The row is JSON
// text, which holds no line break.

/** Stands for a missing `previous`; no decimal number looks like it. */
const none = '-';

/** The events of one delivery as the log keeps them. */
export function encodeRecord(events: EnrichedEvent[]): Buffer {
  let text = '';
  for (const { siteId, time, visitor, previous, row } of events) {
    text += `${siteId} ${time} ${visitor} ${previous ?? none} ${row}\n`;
  }
  return Buffer.from(text);
}

/** The opposite of `encodeRecord`. */
export function decodeRecord(record: Buffer): LoggedEvent[] {
  return record.toString().split('\n').slice(0, -1).map(decodeLine);
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
