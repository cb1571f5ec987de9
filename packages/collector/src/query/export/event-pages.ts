import type { Statement } from '../bindings.ts';
import type { Range } from '../date-range.ts';
import type { Column, Row } from './encode-rows.ts';

/** Columns of an exported event, and the SQL of each. */
const columns: (Column & { sql: string })[] = [
  { name: 'id', type: 'text', sql: 'toString(event_id)' },
  { name: 'time', type: 'time', sql: 'toUnixTimestamp64Milli(time)' },
  { name: 'received_at', type: 'time', sql: 'toUnixTimestamp64Milli(received_at)' },
  { name: 'type', type: 'text', sql: 'toString(type)' },
  ...texts('name'),
  { name: 'visitor', type: 'text', sql: 'toString(visitor_id)' },
  { name: 'session', type: 'text', sql: 'toString(session_id)' },
  ...texts('hostname', 'path', 'route', 'title', 'referrer', 'source', 'channel'),
  ...texts('medium', 'campaign', 'content', 'term', 'utm_source', 'country', 'region', 'city_name'),
  ...texts('browser', 'browser_version', 'os', 'os_version', 'device', 'language', 'bot', 'currency'),
  ...['screen_width', 'engaged_ms', 'scroll_depth', 'sample_rate', 'plan'].map(
    (name) => ({ name, type: 'number', sql: name }) as const,
  ),
  { name: 'revenue', type: 'number', sql: 'toFloat64(revenue)' },
  { name: 'props', type: 'text', sql: 'toJSONString(props)' },
];

function texts(...names: string[]): (Column & { sql: string })[] {
  return names.map((name) => ({ name, type: 'text', sql: name }));
}

export const eventColumns: Column[] = columns.map(({ name, type }) => ({ name, type }));

/** Rows of a page; 10 MB or so. */
const rowsPerPage = 10_000;

/**
 * Reads the events of a site, bots and engagement too, in the order of the table: by day (UTC), visitor and time. Each page
 * begins where the last one ended, so that none is read twice and an error is the error of a whole answer.
 */
export async function* readEventPages(
  site: { id: number },
  range: Range,
  select: (statement: Statement) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  const within = `site_id = {site:UInt32}
    AND time >= fromUnixTimestamp64Milli({from:Int64}) AND time < fromUnixTimestamp64Milli({to:Int64})`;
  const params = { site: site.id, from: range.from.toMillis(), to: range.to.toMillis() };
  const days = await select({
    query: `SELECT DISTINCT toString(toDate(time)) AS day FROM events WHERE ${within} ORDER BY day`,
    query_params: params,
  });
  for (const [day] of days) {
    let last: Row = ['0', 0, '00000000-0000-0000-0000-000000000000'];
    for (;;) {
      const [visitor, time, id] = last;
      const rows = await select({
        query: `
SELECT ${columns.map(({ sql }) => sql).join(', ')},
  toString(visitor_id), toUnixTimestamp64Milli(events.time), toString(event_id)
FROM events
WHERE ${within} AND toDate(events.time) = {day:Date} AND visitor_id >= {visitor:UInt64}
  AND (visitor_id, events.time, event_id)
    > ({visitor:UInt64}, fromUnixTimestamp64Milli({time:Int64}, 'UTC'), {id:UUID})
ORDER BY visitor_id, events.time, event_id
LIMIT ${rowsPerPage}`,
        query_params: { ...params, day, visitor, time, id },
      });
      yield rows.map((row) => row.slice(0, columns.length));
      if (rows.length < rowsPerPage) break;
      last = rows.at(-1)?.slice(columns.length) ?? last;
    }
  }
}
