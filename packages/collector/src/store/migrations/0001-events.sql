-- One row an event. The deduplication window makes a repeated insert token a no-op; see docs/reliability.md.
CREATE TABLE IF NOT EXISTS events
(
    site_id         UInt32,
    session_id      UInt64 CODEC(Delta, ZSTD(1)),
    visitor_id      UInt64,
    time            DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    event_id        UUID,
    received_at     DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    type            Enum8('pageview' = 1, 'event' = 2, 'engagement' = 3),
    name            LowCardinality(String),
    page_view       String,
    stream          String,
    seq             UInt32,
    hostname        LowCardinality(String),
    path            String CODEC(ZSTD(1)),
    route           LowCardinality(String),
    title           String CODEC(ZSTD(1)),
    referrer        String CODEC(ZSTD(1)),
    source          LowCardinality(String),
    medium          LowCardinality(String),
    campaign        LowCardinality(String),
    content         LowCardinality(String),
    term            LowCardinality(String),
    country         LowCardinality(String),
    browser         LowCardinality(String),
    browser_version LowCardinality(String),
    os              LowCardinality(String),
    os_version      LowCardinality(String),
    device          LowCardinality(String),
    language        LowCardinality(String),
    screen_width    UInt16,
    engaged_ms      UInt32,
    scroll_depth    UInt8,
    revenue         Decimal(18, 4),
    currency        LowCardinality(String),
    props           Map(LowCardinality(String), String),
    sdk             LowCardinality(String)
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(time)
ORDER BY (site_id, toDate(time), visitor_id, time)
TTL toDateTime(time) + INTERVAL 14 MONTH
SETTINGS non_replicated_deduplication_window = 10000;

-- One row a session once its parts are merged, whatever the order in which its events arrived.
CREATE TABLE IF NOT EXISTS sessions
(
    site_id    UInt32,
    session_id UInt64,
    visitor_id SimpleAggregateFunction(any, UInt64),
    started    SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    ended      SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    pageviews  SimpleAggregateFunction(sum, UInt64),
    events     SimpleAggregateFunction(sum, UInt64),
    engaged_ms SimpleAggregateFunction(sum, UInt64),
    source     AggregateFunction(argMin, String, DateTime64(3, 'UTC')),
    medium     AggregateFunction(argMin, String, DateTime64(3, 'UTC')),
    campaign   AggregateFunction(argMin, String, DateTime64(3, 'UTC')),
    entry_page AggregateFunction(argMinIf, String, DateTime64(3, 'UTC'), UInt8),
    exit_page  AggregateFunction(argMaxIf, String, DateTime64(3, 'UTC'), UInt8)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(toDateTime(bitShiftRight(session_id, 32), 'UTC'))
ORDER BY (site_id, session_id)
TTL toDateTime(bitShiftRight(session_id, 32), 'UTC') + INTERVAL 14 MONTH
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS sessions_from_events TO sessions AS
SELECT
    site_id,
    session_id,
    any(visitor_id) AS visitor_id,
    min(time) AS started,
    max(time) AS ended,
    countIf(type = 'pageview') AS pageviews,
    countIf(type = 'event') AS events,
    sum(events.engaged_ms) AS engaged_ms,
    argMinState(toString(events.source), time) AS source,
    argMinState(toString(events.medium), time) AS medium,
    argMinState(toString(events.campaign), time) AS campaign,
    argMinIfState(path, time, type = 'pageview') AS entry_page,
    argMaxIfState(path, time, type = 'pageview') AS exit_page
FROM events
GROUP BY site_id, session_id;
