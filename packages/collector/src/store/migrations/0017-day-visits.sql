-- As `visit_days` of 0016, whose place it takes, but visitors are a number. `visitors`: those who are known for a day, in the
-- row of their own `back`: how many days before it the visitor was seen last (with that value); 0: never. `identified`: those
-- who are known for longer. The tables of before stay, for collectors of before that still run beside.
CREATE TABLE IF NOT EXISTS day_visits
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
    visitors    UInt64 CODEC(T64, ZSTD(1)),
    identified  AggregateFunction(uniq, UInt64) CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (site_id, dimension, day, fold, value)
TTL day + INTERVAL 10 YEAR
SETTINGS index_granularity = 512;

-- Those of `visitors` of the last days, one by one: some of them may be the visitors of a day that is read live. `staying`:
-- those of them who may be seen after the day.
CREATE TABLE IF NOT EXISTS day_visitors
(
    site_id     UInt32,
    dimension   Enum8('' = 0, 'event:page' = 1, 'event:name' = 2, 'visit:country' = 3, 'visit:browser' = 4,
                      'visit:os' = 5, 'visit:device' = 6, 'visit:source' = 7, 'visit:channel' = 8,
                      'visit:referrer' = 9, 'visit:utm_source' = 10, 'visit:utm_medium' = 11,
                      'visit:utm_campaign' = 12, 'visit:entry_page' = 13, 'visit:exit_page' = 14),
    day         Date CODEC(Delta, ZSTD(1)),
    fold        UInt64 CODEC(Delta, ZSTD(1)),
    value       String CODEC(ZSTD(1)),
    visitors    AggregateFunction(uniq, UInt64) CODEC(ZSTD(1)),
    staying     AggregateFunction(uniq, UInt64) CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (site_id, dimension, day, fold, value)
TTL day + INTERVAL 28 DAY
-- States are dear to read, and of a dimension some three days of few rows each are asked for.
SETTINGS index_granularity = 32;

-- As `folds` of 0016, of the rows in both.
CREATE TABLE IF NOT EXISTS day_folds
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
