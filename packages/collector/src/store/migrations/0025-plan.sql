-- Version of the tracking plan by which an event was tracked; 0: none, as for all rows of before. No view reads it.
ALTER TABLE events
    ADD COLUMN IF NOT EXISTS plan UInt32;
