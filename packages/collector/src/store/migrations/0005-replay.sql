-- What was known about the sender when an event was rejected, so that it can be stored after all: JSON of `KeptFacts`,
-- empty where the event cannot be replayed.
ALTER TABLE rejected_events
    ADD COLUMN IF NOT EXISTS about String CODEC(ZSTD(3));
