import type { Statement } from '../bindings.ts';
import type { Range } from '../date-range.ts';
import { isEventWithin } from '../span.ts';
import type { Row } from './encode-rows.ts';
import { eventColumns, eventExpressions } from './event-columns.ts';

/** Rows of a page; 10 MB or so. */
const rowsPerPage = 10_000;
/** Days are read together up to so many rows, because a query costs the same for few of them. */
const rowsTogether = 100_000;

/** Days of UTC from the first to the last, such as `2026-11-24`. */
type Days = [first: string, last: string];
/** Where an event stands in the table. */
interface Place {
  visitor: string;
  /** ISO 8601, UTC. */
  time: string;
  id: string;
}

/** What pages are read as. */
export interface PageReader<Page> {
  read: (statement: Statement) => Promise<Page>;
  count: (page: Page) => number;
  /** The place of the last event of a page that has some. */
  toLast: (page: Page) => Place;
}

/** Pages of rows, in the order of `eventColumns`. */
export const asRows = (read: (statement: Statement) => Promise<Row[]>): PageReader<Row[]> => ({
  read,
  count: (rows) => rows.length,
  toLast: (rows) => {
    const [visitor, time, id] = placeColumns.map((index) => rows.at(-1)?.[index]) as [string, string, string];
    return { visitor, time, id };
  },
});

const placeColumns = (['visitor', 'time', 'id'] as const).map((name) =>
  eventColumns.findIndex((column) => column.name === name),
);

const lineFeed = 10;

/** Pages of NDJSON, as ClickHouse writes them. */
export const asLines = (read: (statement: Statement) => Promise<Buffer>): PageReader<Buffer> => ({
  read,
  count: (lines) => {
    let count = 0;
    for (let at = lines.indexOf(lineFeed); at >= 0; at = lines.indexOf(lineFeed, at + 1)) count++;
    return count;
  },
  toLast: (lines) => JSON.parse(lines.toString('utf8', lines.lastIndexOf(lineFeed, -2) + 1)) as Place,
});

/**
 * Reads the events of a site, bots and engagement too, in the order of the table: by day (UTC), visitor and time. Each page
 * begins where the last one ended, so that none is read twice and an error is the error of a whole answer. While a page is
 * being sent, the next one is read.
 */
export async function* readEventPages<Page>(
  site: { id: number },
  range: Range,
  select: (statement: Statement) => Promise<Row[]>,
  { read, count, toLast }: PageReader<Page>,
): AsyncGenerator<Page> {
  // By their table: a column of the file has the name of `time` too.
  const span = { from: range.from.toMillis(), to: range.to.toMillis() };
  const within = `site_id = {site:UInt32} AND ${isEventWithin(span, 'events.time')}`;
  const params = { site: site.id };
  const counts = await select({
    query: `SELECT toString(toDate(events.time)) AS day, count() FROM events WHERE ${within} GROUP BY day ORDER BY day`,
    query_params: params,
  });
  const readAfter = ([first, last]: Days, { visitor, time, id }: Place): Promise<Page> =>
    read({
      query: `
SELECT ${eventExpressions}
FROM events
WHERE ${within} AND toDate(events.time) BETWEEN {first:Date} AND {last:Date}
  AND (toDate(events.time) > {first:Date} OR visitor_id >= {visitor:UInt64}
    AND (visitor_id, events.time, event_id)
      > ({visitor:UInt64}, fromUnixTimestamp64Milli({time:Int64}, 'UTC'), {id:UUID}))
ORDER BY toDate(events.time), visitor_id, events.time, event_id
LIMIT ${rowsPerPage}`,
      query_params: { ...params, first, last, visitor, time: Date.parse(time), id },
    });
  const left = putTogether(counts as [string, number][]);
  const readNext = (place?: Place): Promise<Page> | undefined => {
    const days = left[0];
    if (!days) return undefined;
    const page = place ? readAfter([toDay(place), days[1]], place) : readAfter(days, beforeAll);
    // Whoever waits for it hears of what fails; a client that has gone does not.
    page.catch(() => {});
    return page;
  };
  let next = readNext();
  while (next) {
    const page = await next;
    const isFull = count(page) >= rowsPerPage;
    if (!isFull) left.shift();
    next = readNext(isFull ? toLast(page) : undefined);
    yield page;
  }
}

const beforeAll: Place = {
  visitor: '0',
  time: '1970-01-01T00:00:00.000Z',
  id: '00000000-0000-0000-0000-000000000000',
};

const toDay = ({ time }: Place): string => time.slice(0, 10);

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
