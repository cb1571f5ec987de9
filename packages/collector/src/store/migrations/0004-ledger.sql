-- What became of the events that collectors received: one row a quarter of an hour once its parts are merged. `kind` is
-- accepted, duplicates, or the code of a rejection; what is stored is accepted less refused_by_clickhouse. `last` is the
-- latest delivery of that collector's log that is counted here.
CREATE TABLE IF NOT EXISTS ledger
(
    site_id UInt32,
    time    DateTime('UTC') CODEC(Delta, ZSTD(1)),
    log     LowCardinality(String),
    kind    LowCardinality(String),
    count   SimpleAggregateFunction(sum, Int64),
    last    SimpleAggregateFunction(max, UInt64)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(time)
ORDER BY (site_id, time, log, kind)
TTL time + INTERVAL 14 MONTH
SETTINGS non_replicated_deduplication_window = 10000;

-- Where in its stream a rejected event stood: it arrived, and is no gap.
ALTER TABLE rejected_events
    ADD COLUMN IF NOT EXISTS stream String,
    ADD COLUMN IF NOT EXISTS seq UInt32;
