-- A rejected event stays in the ledger as long as its neighbours stay in `events`: else its place in its stream would be
-- a gap, and a loss, as soon as the row is gone. What it said goes after 30 days, as ever.
ALTER TABLE rejected_events
    MODIFY COLUMN message String CODEC(ZSTD(1)) TTL toDateTime(received_at) + INTERVAL 30 DAY,
    MODIFY COLUMN event_id String TTL toDateTime(received_at) + INTERVAL 30 DAY,
    MODIFY COLUMN event String CODEC(ZSTD(3)) TTL toDateTime(received_at) + INTERVAL 30 DAY,
    MODIFY COLUMN about String CODEC(ZSTD(3)) TTL toDateTime(received_at) + INTERVAL 30 DAY;

ALTER TABLE rejected_events MODIFY TTL toDateTime(received_at) + INTERVAL 14 MONTH;
