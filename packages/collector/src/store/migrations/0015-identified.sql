-- Whether an event's visitor agreed to be known again: visitor_id is the hash of a client id then, and the same on every
-- day. What was stored before does not say, and counts as unknown.
ALTER TABLE events
    ADD COLUMN IF NOT EXISTS identified Bool;
