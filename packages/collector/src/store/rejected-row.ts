import type { KeptCode, Rejection } from '@passerby/wire';
import { refused, toQuarter, type LedgerEntry } from '../log/ledger.ts';
import type { RejectedEvent } from '../log/event-log.ts';
import type { Poisoned } from '../writer/poison.ts';
import { insertColumns, nobody, toDateTime64 } from './row.ts';

/** The columns of an insert into `rejected_events`, in the order of its lines. New ones last, as in `row.ts`. */
export const rejectedColumns =
  'site_id, received_at, code, message, event_id, event, stream, seq, about, visitor_id, user_id';

/** Code of the row that tells of an event against the plan which was stored all the same. */
export const planReported: KeptCode = 'plan_reported';

/** Code of the row that stands for the replay of another; see `toReplayedLine`. */
const replayed = 'replayed';

/** A stored event as it is told among the rejected ones: it has its place in its stream already. */
export function toReportedEvent(
  event: Pick<KeptEvent, 'siteId' | 'receivedAt' | 'event' | 'visitor' | 'user'>,
  { id, message }: { id: string; message: string },
): RejectedEvent {
  const rejection = { code: planReported, message, id } as const;
  const { line } = toRejectedEvent({ ...event, rejection, stream: undefined, seq: undefined, about: '' });
  return { siteId: event.siteId, code: undefined, line };
}

/** What of a refused event is kept. */
export interface KeptEvent {
  siteId: number;
  receivedAt: number;
  rejection: Pick<Rejection, 'message' | 'id'> & { code: KeptCode };
  /** Its scrubbed JSON. */
  event: string;
  /** Of its batch. */
  stream: string | undefined;
  /** As it was sent; anything. */
  seq: unknown;
  /** JSON of `KeptFacts`; empty where the event cannot be replayed. */
  about: string;
  /** Hashes under which it would have been stored. */
  visitor: string;
  user: string;
}

/** An event that the validator refused, as it is kept. */
export function toRejectedEvent({
  siteId,
  receivedAt,
  rejection,
  event,
  stream,
  seq,
  about,
  visitor,
  user,
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
    about,
    visitor,
    user,
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
  const { siteId, eventId, stream, seq, visitor, user } = readLine(line);
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
    '',
    visitor,
    user,
  ]);
}

/** The row that takes another one, named by its id, code and time, off the list; its own place in no stream. */
export function toReplayedLine(row: {
  siteId: number;
  eventId: string;
  code: string;
  rejectedAt: number;
}): string {
  const { siteId, eventId, code, rejectedAt } = row;
  return JSON.stringify([siteId, toDateTime64(Date.now()), replayed, code, eventId, String(rejectedAt)]);
}

/**
 * Leaves out the rows that were replayed, those that say so, and those that are kept for the ledger only because what
 * they said is 30 days old and goes (see migration 0013); binds `{site:UInt32}`.
 */
export const onTheList: string = `code != '${replayed}' AND received_at >= now() - INTERVAL 30 DAY
  AND (event_id, toString(code), toUnixTimestamp64Milli(received_at)) NOT IN (
    SELECT event_id, message, toInt64OrZero(event) FROM rejected_events
    WHERE site_id = {site:UInt32} AND code = '${replayed}'
  )`;

/** What such an event is in the ledger: of the quarter in which it was accepted. */
export function toRefusal({ line }: Poisoned): LedgerEntry {
  const { siteId, receivedAt } = readLine(line);
  return { siteId, time: toQuarter(receivedAt), kind: refused, count: 1 };
}

const userColumn = insertColumns.split(', ').indexOf('user_id');

const isHash = (value: unknown): value is string => typeof value === 'string' && /^\d{1,20}$/.test(value);

/** The places of a line of `toInsertLine` that we need to know. */
function readLine(line: string): {
  siteId: number;
  eventId: string;
  receivedAt: number;
  stream: string;
  seq: unknown;
  visitor: string;
  user: string;
} {
  const values = JSON.parse(line) as unknown[];
  const [siteId, , , time, eventId, receivedAt, , , , stream, seq] = values;
  const user = values[userColumn];
  const seconds = Number(receivedAt) || Number(time) || 0;
  return {
    siteId: siteId as number,
    eventId: String(eventId),
    receivedAt: seconds * 1000,
    stream: String(stream),
    seq,
    visitor: /^\[\d+,\d+,(\d+),/.exec(line)?.[1] ?? nobody, // 64 bits, which JSON.parse would round
    user: isHash(user) ? user : nobody,
  };
}
