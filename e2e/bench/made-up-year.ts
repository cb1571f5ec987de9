import type { ClickHouseClient } from '@clickhouse/client';

/** Sites of the made-up year, the first by far the largest. */
export const madeUpSites = 50;
const months = 13;
/** Rows of one insert. */
const rowsPerInsert = 500_000;

/**
 * Fills an empty store with 13 months of visits of two page views, an event and how long was read, of 50 sites of unequal
 * size, made inside ClickHouse.
 */
export async function makeUpYear(client: ClickHouseClient, rows: number): Promise<void> {
  // As if the rollup had been there all the time.
  await client.command({
    query: "INSERT INTO passerby.schema_migrations (name, applied_at) VALUES ('0011-rollup.sql', 1000000000)",
  });
  for (let first = 0; first < rows; first += rowsPerInsert) {
    await client.command({ query: toInsert(first, Math.min(rowsPerInsert, rows - first), rows) });
  }
}

const toInsert = (first: number, count: number, rows: number): string => `
INSERT INTO passerby.events
  (site_id, session_id, visitor_id, time, event_id, received_at, type, name, hostname, path, source, channel,
   country, browser, os, device, engaged_ms, scroll_depth, sample_rate)
WITH
  intDiv(number, 4) AS visit,
  number % 4 AS step,
  now() - toIntervalSecond(toUInt32(${months} * 30 * 86400 * (cityHash64(visit, 1) / pow(2, 64)))) AS began,
  cityHash64(visit % ${Math.ceil(rows / 12)}, 2, toDate(began)) AS visitor,
  began + toIntervalSecond(40 * step) AS at
SELECT
  1 + toUInt32(${madeUpSites} * pow(cityHash64(visit % ${Math.ceil(rows / 12)}, 3) / pow(2, 64), 3)),
  bitShiftLeft(toUInt64(toUnixTimestamp(began)), 32) + bitAnd(visitor, 4294967295),
  visitor, at, generateUUIDv4(), at,
  multiIf(step < 2, 'pageview', step = 2, 'event', 'engagement') AS kind,
  if(kind = 'event', ['add-to-cart', 'search', 'sign-up'][1 + visit % 3], kind),
  'shop.example',
  '/products/' || toString(toUInt32(2000 * pow(cityHash64(visit, if(step = 0, 0, 1), 4) / pow(2, 64), 2))),
  ['', 'Google', 'Bing', 'newsletter', 'X', ''][1 + cityHash64(visit, 5) % 6],
  ['Direct', 'Organic Search', 'Organic Search', 'Email', 'Organic Social', 'Direct'][1 + cityHash64(visit, 5) % 6],
  ['DE', 'US', 'FR', 'GB', 'IN', 'JP', 'BR', ''][1 + cityHash64(visitor, 6) % 8],
  ['Chrome', 'Safari', 'Firefox', 'Edge'][1 + cityHash64(visitor, 7) % 4],
  ['Windows', 'iOS', 'Android', 'macOS'][1 + cityHash64(visitor, 8) % 4],
  ['desktop', 'mobile', 'tablet'][1 + cityHash64(visitor, 9) % 3],
  if(step = 3, 8000 + visit % 9000, 0), if(step = 3, visit % 100, 0), 1
FROM numbers(${first}, ${count})`;
