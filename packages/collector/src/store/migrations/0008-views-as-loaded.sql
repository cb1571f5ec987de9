-- A view that was created or altered is told by another name in the deduplication of its inserts than one that was
-- loaded from disk (ClickHouse 26.7): an insert repeated after ClickHouse has started anew would feed `sessions` twice.
-- Loaded at once it keeps its name. To be repeated by each migration that creates or alters a view.
DETACH TABLE IF EXISTS sessions_from_events SYNC;

ATTACH TABLE IF NOT EXISTS sessions_from_events;
