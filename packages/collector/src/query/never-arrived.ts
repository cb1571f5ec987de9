import { DateTime } from 'luxon';
import { toUtcDay } from '../control/salts.ts';
import type { Site } from '../control/sites.ts';
import type { Statement } from './bindings.ts';
import type { Range } from './date-range.ts';

/** A stream of which nothing came for this long is complete, ms: the tracker's longest rest between attempts is half. */
const settledAfterMs = 10 * 60_000;
/** How far before and after the range a stream is read, ms; a page load is seldom longer. */
const marginMs = 2 * 86_400_000;
/** A stream that begins this soon after the first event read may have begun before it, ms. */
const openingMs = 86_400_000;

/** How far back `toLatelyLostSql` looks, ms; before that it reads as much again twice, for the beginnings of streams. */
const latelyMs = 3_600_000;

const dayMs = 86_400_000;

/** From when on every event of a site is still there, ms; see `deleteExpired` and `setTimesToLive`. */
function toKeptSince({ limits }: Pick<Site, 'limits'>, retentionMonths: number, now: number): number {
  const { retentionDays } = limits;
  return Math.max(
    retentionDays === undefined ? 0 : (toUtcDay(now) - retentionDays) * dayMs,
    // ClickHouse counts the months from the event on: 31 December and two of them are 28 February.
    retentionMonths === 0
      ? 0
      : DateTime.fromMillis(now, { zone: 'utc' })
          .minus({ months: retentionMonths })
          .plus({ days: 3 })
          .toMillis(),
  );
}

/**
 * Counts the gaps in the numbers that a page load gives its events: the highest that arrived less how many did, rejected
 * ones included. They count at the time of the stream's last arrival, given by `label` over `last_at`. What was lost
 * after that leaves no gap, so this is the least that was lost. What is kept no longer was not lost.
 */
export function toNeverArrivedSql(
  site: Pick<Site, 'id' | 'timezone' | 'limits'>,
  range: Range,
  label: string,
  retentionMonths: number,
  now: number = Date.now(),
): Statement {
  const first = Math.max(range.from.toMillis() - marginMs, toKeptSince(site, retentionMonths, now));
  return {
    query: `SELECT ${label} AS label, sum(missing) FROM (${toGapsSql('site_id = {site:UInt32}')}) GROUP BY label`,
    query_params: {
      site: site.id,
      timezone: site.timezone,
      from: range.from.toMillis(),
      to: Math.min(range.to.toMillis(), now - settledAfterMs),
      first,
      opening: first + openingMs,
      last: range.to.toMillis() + marginMs,
    },
  };
}

/** The same by id of the site, of the latest hour whose streams have settled. */
export function toLatelyLostSql(now: number = Date.now()): Statement {
  const to = now - settledAfterMs;
  const from = to - latelyMs;
  return {
    query: `SELECT site_id, sum(missing) FROM (${toGapsSql('1')}) GROUP BY site_id`,
    query_params: { from, to, first: from - 2 * latelyMs, opening: from - latelyMs, last: now + marginMs },
  };
}

/** One row a stream that has gaps. */
const toGapsSql = (ofSites: string): string => `
  SELECT site_id, max(received) AS last_at,
         toInt64(max(seq)) - uniqExact(seq)
           - if(min(at) < fromUnixTimestamp64Milli({opening:Int64}), min(seq) - 1, 0) AS missing
  FROM (
    SELECT site_id, stream, seq, time AS at, received_at AS received FROM events
    WHERE ${ofSites} AND seq > 0 AND stream != ''
      AND time >= fromUnixTimestamp64Milli({first:Int64}) AND time < fromUnixTimestamp64Milli({last:Int64})
      AND toDate(time) BETWEEN toDate(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
        AND toDate(fromUnixTimestamp64Milli({last:Int64}, 'UTC')) -- see span.ts
    UNION ALL
    SELECT site_id, stream, seq, received_at, received_at FROM rejected_events
    WHERE ${ofSites} AND seq > 0 AND stream != ''
      AND received_at >= fromUnixTimestamp64Milli({first:Int64}) AND received_at < fromUnixTimestamp64Milli({last:Int64})
  )
  GROUP BY site_id, stream
  HAVING last_at >= fromUnixTimestamp64Milli({from:Int64}) AND last_at < fromUnixTimestamp64Milli({to:Int64})
    AND missing > 0`;
