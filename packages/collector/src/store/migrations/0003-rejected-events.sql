-- Events that were not stored, with the reason, so that nothing is dropped silently.
CREATE TABLE IF NOT EXISTS rejected_events
(
    site_id     UInt32,
    received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    code        LowCardinality(String),
    message     String CODEC(ZSTD(1)),
    event_id    String,
    event       String CODEC(ZSTD(3))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY (site_id, received_at)
TTL toDateTime(received_at) + INTERVAL 30 DAY
SETTINGS non_replicated_deduplication_window = 10000;
