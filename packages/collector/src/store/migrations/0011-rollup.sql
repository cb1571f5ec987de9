-- What people did in each quarter of an hour, by one dimension at a time: one row a value once its parts are merged.
-- Quarters, because the days of every time zone are made of them. Complete from the moment at which this was applied;
-- before, queries read the events (see query/rollup-sql.ts).
CREATE TABLE IF NOT EXISTS rollup
(
    site_id   UInt32,
    dimension Enum8('' = 0, 'event:page' = 1, 'event:name' = 2, 'visit:country' = 3, 'visit:browser' = 4,
                    'visit:os' = 5, 'visit:device' = 6),
    time      DateTime('UTC') CODEC(Delta, ZSTD(1)),
    value     String CODEC(ZSTD(1)),
    pageviews SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    events    SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    visitors  AggregateFunction(uniq, UInt64) CODEC(ZSTD(1)),
    visits    AggregateFunction(uniq, UInt64) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(time)
ORDER BY (site_id, dimension, time, value)
TTL time + INTERVAL 10 YEAR
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS rollup_from_events TO rollup AS
SELECT
    site_id,
    part.1 AS dimension,
    toStartOfFifteenMinutes(toDateTime(events.time, 'UTC')) AS time,
    part.2 AS value,
    countIf(type = 'pageview') AS pageviews,
    count() AS events,
    uniqState(visitor_id) AS visitors,
    uniqState(session_id) AS visits
FROM events
ARRAY JOIN [
    ('', ''),
    ('event:page', path),
    ('event:name', toString(name)),
    ('visit:country', toString(country)),
    ('visit:browser', toString(browser)),
    ('visit:os', toString(os)),
    ('visit:device', toString(device))
] AS part
WHERE bot = '' AND type != 'engagement'
GROUP BY site_id, dimension, time, value;

-- As 0008 says: a new view is loaded at once.
DETACH TABLE IF EXISTS rollup_from_events SYNC;

ATTACH TABLE IF NOT EXISTS rollup_from_events;
