-- By which number the rows of all tables know a site, for all collectors in front of this ClickHouse. Each asks for the
-- number that its own database gave; see control/site-numbers.ts, which tells from these rows whose it is.
CREATE TABLE IF NOT EXISTS site_numbers
(
    key     String,
    site_id UInt32,
    at      DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = MergeTree
ORDER BY key;
