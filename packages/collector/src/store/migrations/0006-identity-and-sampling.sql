-- Who an event is of, where the visitor agreed to be known: the keyed hash of the app's own id (0: none). And the share
-- of page loads or visitors that was counted when it was: an event stands for 1 / sample_rate events.
ALTER TABLE events
    ADD COLUMN IF NOT EXISTS user_id UInt64 CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS sample_rate Float64 DEFAULT 1 CODEC(ZSTD(1));

-- The hashes under which a rejected event would have been stored, so that it is found when its visitor is erased.
ALTER TABLE rejected_events
    ADD COLUMN IF NOT EXISTS visitor_id UInt64,
    ADD COLUMN IF NOT EXISTS user_id UInt64;
