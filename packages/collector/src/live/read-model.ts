import type { LiveEvent, LiveModel } from '@passerby/wire';
import type { Site } from '../control/sites.ts';
import type { ClickHouse } from '../store/clickhouse.ts';

/** How long somebody counts as here after the last event, ms. */
const activeMs = 5 * 60_000;
const minuteMs = 60_000;
const shownMinutes = 30;
const shownPages = 10;
const shownEvents = 20;

/** Bounds of the one query, which is asked again and again. */
const bounds = { max_execution_time: 10, max_memory_usage: '500000000' };

type Answer = [
  figures: [visitors: number, pageviews: number],
  minutes: [at: number, pageviews: number][],
  pages: [page: string, visitors: number][],
  events: [time: number, name: string, page: string, source: string, country: string, device: string][],
];

/** Reads what happens on the site at `now` (ms). From ClickHouse, so that all collectors in front of it say the same. */
export async function readModel(
  clickhouse: Pick<ClickHouse, 'select'>,
  site: Pick<Site, 'id'>,
  now: number,
): Promise<LiveModel> {
  const lastMinute = Math.floor(now / minuteMs);
  const firstMinute = lastMinute - shownMinutes + 1;
  const [answer] = await clickhouse.select<Answer>({
    query: `
      WITH recent AS (
        SELECT visitor_id, type, time, name, path, source, country, device, 1 / sample_rate AS weight
        FROM events
        WHERE site_id = {site:UInt32} AND bot = ''
          AND time >= fromUnixTimestamp64Milli({from:Int64})
          AND toDate(time) >= toDate(fromUnixTimestamp64Milli({from:Int64}, 'UTC')) -- see query/span.ts
      ), active AS (
        SELECT * FROM recent WHERE time >= fromUnixTimestamp64Milli({active:Int64})
      ), viewed AS (
        SELECT * FROM recent WHERE type = 'pageview'
      )
      SELECT
        (SELECT (
          (SELECT round(ifNotFinite(uniq(visitor_id) * avg(weight), 0)) FROM active),
          (SELECT sum(weight) FROM viewed WHERE time >= fromUnixTimestamp64Milli({minute:Int64}))
        )),
        (SELECT groupArray((at, pageviews)) FROM (
          SELECT intDiv(toUnixTimestamp64Milli(time), ${minuteMs}) AS at, round(sum(weight)) AS pageviews
          FROM viewed GROUP BY at
        )),
        (SELECT groupArray((path, visitors)) FROM (
          SELECT path, round(uniq(visitor_id) * avg(weight)) AS visitors
          FROM active GROUP BY path ORDER BY visitors DESC, path LIMIT ${shownPages}
        )),
        (SELECT groupArray((at, label, path, toString(source), toString(country), toString(device))) FROM (
          SELECT intDiv(toUnixTimestamp64Milli(time), 1000) * 1000 AS at,
                 if(type = 'pageview', 'pageview', toString(name)) AS label, path, source, country, device
          FROM recent WHERE type != 'engagement'
          ORDER BY time DESC, label, path LIMIT ${shownEvents}
        ))`,
    query_params: {
      site: site.id,
      from: firstMinute * minuteMs,
      active: now - activeMs,
      minute: now - minuteMs,
    },
    clickhouse_settings: bounds,
  });
  const [[visitors, pageviews], minutes, pages, events] = answer ?? [[0, 0], [], [], []];
  const viewsOf = new Map<number, number>();
  // The clock of another collector may be a little ahead.
  for (const [at, views] of minutes) {
    const minute = Math.min(at, lastMinute);
    viewsOf.set(minute, (viewsOf.get(minute) ?? 0) + views);
  }
  return {
    visitors,
    pageviewsPerSecond: Math.round((pageviews / 60) * 100) / 100,
    minutes: Array.from({ length: shownMinutes }, (_, index) => viewsOf.get(firstMinute + index) ?? 0),
    pages: pages.map(([page, seen]) => ({ page, visitors: seen })),
    events: events.map(([time, name, page, source, country, device]): LiveEvent => ({
      time,
      name,
      page,
      source,
      country,
      device,
    })),
  };
}
