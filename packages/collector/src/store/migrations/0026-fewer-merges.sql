-- A merge costs what it writes again. With a base of 10 in place of 5 ClickHouse waits for more parts of a size before it
-- makes one of them, and writes a row again less often. The rollup keeps its own: it is small, and every dashboard reads it.
-- See decision 66.
ALTER TABLE events MODIFY SETTING merge_selector_base = 10;

ALTER TABLE sessions MODIFY SETTING merge_selector_base = 10;
