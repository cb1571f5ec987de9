-- Two ids of one session: a late event came between what were two until then. Ids are never rewritten; queries put the
-- sessions together.
CREATE TABLE IF NOT EXISTS session_merges
(
    site_id    UInt32,
    session_id UInt64,
    into_id    UInt64
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(toDateTime(bitShiftRight(session_id, 32), 'UTC'))
ORDER BY (site_id, session_id, into_id)
TTL toDateTime(bitShiftRight(session_id, 32), 'UTC') + INTERVAL 14 MONTH
SETTINGS non_replicated_deduplication_window = 10000;
