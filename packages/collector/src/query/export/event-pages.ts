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
/** Days are read together up to so many rows, because a query costs the same for few of them. */
const rowsTogether = 100_000;

/** Days of UTC from the first to the last, such as `2026-11-24`. */
type Days = [first: string, last: string];
/** Visitor, time (ms) and id of an event. */
type Place = [visitor: string, time: number, id: string];

/**
 * Reads the events of a site, bots and engagement too, in the order of the table: by day (UTC), visitor and time. Each page
 * begins where the last one ended, so that none is read twice and an error is the error of a whole answer. While a page is
 * being sent, the next one is read.
 */
export async function* readEventPages(
  site: { id: number },
  range: Range,
  select: (statement: Statement) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  const within = `site_id = {site:UInt32}
    AND time >= fromUnixTimestamp64Milli({from:Int64}) AND time < fromUnixTimestamp64Milli({to:Int64})`;
  const params = { site: site.id, from: range.from.toMillis(), to: range.to.toMillis() };
  const counts = await select({
    query: `SELECT toString(toDate(time)) AS day, count() FROM events WHERE ${within} GROUP BY day ORDER BY day`,
    query_params: params,
  });
  const read = ([first, last]: Days, [visitor, time, id]: Place): Promise<Row[]> =>
    select({
      query: `
SELECT ${columns.map(({ sql }) => sql).join(', ')}
FROM events
WHERE ${within} AND toDate(events.time) BETWEEN {first:Date} AND {last:Date}
  AND (toDate(events.time) > {first:Date} OR visitor_id >= {visitor:UInt64}
    AND (visitor_id, events.time, event_id)
      > ({visitor:UInt64}, fromUnixTimestamp64Milli({time:Int64}, 'UTC'), {id:UUID}))
ORDER BY toDate(events.time), visitor_id, events.time, event_id
LIMIT ${rowsPerPage}`,
      query_params: { ...params, first, last, visitor, time, id },
    });
  const left = putTogether(counts as [string, number][]);
  const readNext = (last?: Row): Promise<Row[]> | undefined => {
    const days = left[0];
    if (!days) return undefined;
    const place = last && toPlace(last);
    const page = place ? read([toDay(place), days[1]], place) : read(days, ['0', 0, noEvent]);
    // Whoever waits for it hears of what fails; a client that has gone does not.
    page.catch(() => {});
    return page;
  };
  let next = readNext();
  while (next) {
    const rows = await next;
    if (rows.length < rowsPerPage) left.shift();
    next = readNext(rows.length < rowsPerPage ? undefined : rows.at(-1));
    yield rows;
  }
}

const noEvent = '00000000-0000-0000-0000-000000000000';

const [visitorAt, timeAt, idAt] = (['visitor', 'time', 'id'] as const).map((name) =>
  columns.findIndex((column) => column.name === name),
) as [number, number, number];
const toPlace = (row: Row): Place => [row[visitorAt], row[timeAt], row[idAt]] as Place;
const toDay = ([, time]: Place): string => new Date(time).toISOString().slice(0, 10);

/** Days that follow each other, as few times as their events allow. */
function putTogether(counts: [day: string, events: number][]): Days[] {
  const all: Days[] = [];
  let room = 0;
  for (const [day, events] of counts) {
    const last = all.at(-1);
    room -= events;
    if (last && room >= 0) last[1] = day;
    else {
      all.push([day, day]);
      room = rowsTogether - events;
    }
  }
  return all;
}
