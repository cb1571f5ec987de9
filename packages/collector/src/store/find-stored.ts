import { isEventWithin } from '../query/span.ts';
import type { ClickHouse } from './clickhouse.ts';

/** Ids asked for by one query. */
const idsPerQuery = 2_000;
/** How far the time of a stored event may lie from this one's, ms: the tracker may have sent it twice. */
const marginMs = 8 * 86_400_000;

/** Ids among these events of a site that ClickHouse has, however long ago they came. */
export async function findStored(
  siteId: number,
  events: { id: string; time: number }[],
  { select }: Pick<ClickHouse, 'select'>,
): Promise<Set<string>> {
  const stored = new Set<string>();
  for (let at = 0; at < events.length; at += idsPerQuery) {
    const some = events.slice(at, at + idsPerQuery);
    const times = some.map(({ time }) => time);
    const rows = await select<[string]>({
      query: `
        SELECT DISTINCT toString(event_id) FROM events
        WHERE site_id = {site:UInt32} AND toString(event_id) IN {ids:Array(String)}
          AND ${isEventWithin({ from: Math.min(...times) - marginMs, to: Math.max(...times) + marginMs })}`,
      query_params: { site: siteId, ids: some.map(({ id }) => id) },
    });
    for (const [id] of rows) stored.add(id);
  }
  return stored;
}
