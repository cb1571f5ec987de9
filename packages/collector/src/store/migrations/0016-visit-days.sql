-- What people did on days that are over, by one dimension at a time, with what their visits were as a whole: a view sees
-- an insert, not a visit, so a job reads the days from `events` and `sessions` (see query/fold-sql.ts). `day` is one of
-- the site's time zone. `back`: how many days before it the visit was seen last (with that value); 0: never. `fold`: when
-- the rows were made, seconds since the epoch, and 32 random bits.
CREATE TABLE IF NOT EXISTS visit_days
(
    site_id     UInt32,
    dimension   Enum8('' = 0, 'event:page' = 1, 'event:name' = 2, 'visit:country' = 3, 'visit:browser' = 4,
                      'visit:os' = 5, 'visit:device' = 6, 'visit:source' = 7, 'visit:channel' = 8,
                      'visit:referrer' = 9, 'visit:utm_source' = 10, 'visit:utm_medium' = 11,
                      'visit:utm_campaign' = 12, 'visit:entry_page' = 13, 'visit:exit_page' = 14),
    day         Date CODEC(Delta, ZSTD(1)),
    fold        UInt64 CODEC(Delta, ZSTD(1)),
    value       String CODEC(ZSTD(1)),
    back        UInt8 CODEC(ZSTD(1)),
    visits      UInt64 CODEC(T64, ZSTD(1)),
    bounces     UInt64 CODEC(T64, ZSTD(1)),
    duration_ms Int64 CODEC(T64, ZSTD(1)),
    views       UInt64 CODEC(T64, ZSTD(1)),
    pageviews   UInt64 CODEC(T64, ZSTD(1)),
    events      UInt64 CODEC(T64, ZSTD(1)),
    visitors    AggregateFunction(uniq, UInt64) CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (site_id, dimension, day, fold, value)
TTL day + INTERVAL 10 YEAR
-- A month of a dimension is some hundred rows, and states are dear to read.
SETTINGS index_granularity = 512;

-- Which rows of `visit_days` count: of each day those of the latest fold, where its zone is the site's, and nothing
-- changed since in the hours that its visits reach over.
CREATE TABLE IF NOT EXISTS folds
(
    site_id      UInt32,
    day          Date,
    fold         UInt64,
    zone         LowCardinality(String),
    events       UInt64,
    reaches_from DateTime('UTC'),
    reaches_to   DateTime('UTC')
)
ENGINE = MergeTree
ORDER BY (site_id, day, fold)
TTL day + INTERVAL 10 YEAR;

-- Hours in which something changed more than 20 minutes after it, and when it did: of a late event the hours of its time
-- and of its session's id, of two sessions that became one those of their ids. An id carries a second in which its session
-- was, so whatever holds the session reaches over that hour.
CREATE TABLE IF NOT EXISTS late_hours
(
    site_id    UInt32,
    hour       DateTime('UTC') CODEC(Delta, ZSTD(1)),
    changed_at SimpleAggregateFunction(max, DateTime('UTC')) CODEC(Delta, ZSTD(1))
)
ENGINE = AggregatingMergeTree
ORDER BY (site_id, hour)
TTL hour + INTERVAL 14 MONTH
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS late_hours_from_events TO late_hours AS
SELECT
    site_id,
    toStartOfHour(moment) AS hour,
    max(now('UTC')) AS changed_at
FROM events
ARRAY JOIN [toDateTime(events.time, 'UTC'), toDateTime(bitShiftRight(session_id, 32), 'UTC')] AS moment
WHERE events.time < now64(3, 'UTC') - INTERVAL 20 MINUTE
GROUP BY site_id, hour;

CREATE MATERIALIZED VIEW IF NOT EXISTS late_hours_from_merges TO late_hours AS
SELECT
    site_id,
    toStartOfHour(moment) AS hour,
    max(now('UTC')) AS changed_at
FROM session_merges
ARRAY JOIN [toDateTime(bitShiftRight(session_id, 32), 'UTC'), toDateTime(bitShiftRight(into_id, 32), 'UTC')] AS moment
GROUP BY site_id, hour;

-- As 0008 says: a new view is loaded at once.
DETACH TABLE IF EXISTS late_hours_from_events SYNC;

ATTACH TABLE IF NOT EXISTS late_hours_from_events;

DETACH TABLE IF EXISTS late_hours_from_merges SYNC;

ATTACH TABLE IF NOT EXISTS late_hours_from_merges;
