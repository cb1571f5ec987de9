import type { Rejection } from '@passerby/wire';
import { refused, toQuarter, type LedgerEntry } from '../log/ledger.ts';
import type { RejectedEvent } from '../log/event-log.ts';
import type { Poisoned } from '../writer/poison.ts';
import { toDateTime64 } from './row.ts';

/** The columns of an insert into `rejected_events`, in the order of its lines. New ones last, as in `row.ts`. */
export const rejectedColumns = 'site_id, received_at, code, message, event_id, event, stream, seq';

/** What of a refused event is kept. */
export interface KeptEvent {
  siteId: number;
  receivedAt: number;
  rejection: Pick<Rejection, 'code' | 'message' | 'id'>;
  /** Its scrubbed JSON. */
  event: string;
  /** Of its batch. */
  stream: string | undefined;
  /** As it was sent; anything. */
  seq: unknown;
}

/** An event that the validator refused, as it is kept. */
export function toRejectedEvent({
  siteId,
  receivedAt,
  rejection,
  event,
  stream,
  seq,
}: KeptEvent): RejectedEvent {
  const { code, message, id = '' } = rejection;
  const values = [
    siteId,
    toDateTime64(receivedAt),
    code,
    message,
    id,
    event,
    stream ?? '',
    isSequence(seq) ? seq : 0,
  ];
  const line = JSON.stringify(
    values.map((value) => (typeof value === 'string' ? value.toWellFormed() : value)),
  );
  return { siteId, code, line };
}

const isSequence = (seq: unknown): seq is number =>
  Number.isInteger(seq) && (seq as number) > 0 && (seq as number) <= 4_294_967_295;

/** Line of an event that passed our checks and not ClickHouse's: a gap in ours, so the whole row is kept. */
export function toPoisonedLine({ line, error }: Poisoned): string {
  const { siteId, eventId, stream, seq } = readLine(line);
  const message = `ClickHouse refuses the row (${error})`;
  return JSON.stringify([
    siteId,
    toDateTime64(Date.now()),
    refused,
    message,
    eventId,
    line,
    stream,
    isSequence(seq) ? seq : 0,
  ]);
}

/** What such an event is in the ledger: of the quarter in which it was accepted. */
export function toRefusal({ line }: Poisoned): LedgerEntry {
  const { siteId, receivedAt } = readLine(line);
  return { siteId, time: toQuarter(receivedAt), kind: refused, count: 1 };
}

/** The places of a line of `toInsertLine` that we need to know. */
function readLine(line: string): {
  siteId: number;
  eventId: string;
  receivedAt: number;
  stream: string;
  seq: unknown;
} {
  const values = JSON.parse(line) as unknown[];
  const [siteId, , , time, eventId, receivedAt, , , , stream, seq] = values;
  const seconds = Number(receivedAt) || Number(time) || 0;
  return {
    siteId: siteId as number,
    eventId: String(eventId),
    receivedAt: seconds * 1000,
    stream: String(stream),
    seq,
  };
}
