import type { Rejection } from '@passerby/wire';
import type { Poisoned } from '../writer/poison.ts';
import { toDateTime64 } from './row.ts';

/** The columns of an insert into `rejected_events`, in the order of its lines. */
export const rejectedColumns = 'site_id, received_at, code, message, event_id, event';

/** Line of an event that the validator refused; `event` is its scrubbed JSON. */
export function toRejectedLine(
  siteId: number,
  receivedAt: number,
  { code, message, id = '' }: Pick<Rejection, 'code' | 'message' | 'id'>,
  event: string,
): string {
  const values = [siteId, toDateTime64(receivedAt), code, message, id, event];
  return JSON.stringify(values.map((value) => (typeof value === 'string' ? value.toWellFormed() : value)));
}

/** Line of an event that passed our checks and not ClickHouse's: a gap in ours, so the whole row is kept. */
export function toPoisonedLine({ line, error }: Poisoned): string {
  const [siteId, , , , eventId] = JSON.parse(line) as [number, unknown, unknown, unknown, string];
  const message = `ClickHouse refuses the row (${error})`;
  return JSON.stringify([siteId, toDateTime64(Date.now()), 'refused_by_clickhouse', message, eventId, line]);
}
