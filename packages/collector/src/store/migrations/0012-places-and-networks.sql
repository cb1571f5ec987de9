-- Where a sender is registered, as far as the operator's databases know: ISO 3166-2 code, GeoNames id and English name of
-- the city, and the number of the network (ASN). Empty or 0: unknown, as for all rows of before.
ALTER TABLE events
    ADD COLUMN IF NOT EXISTS region LowCardinality(String),
    ADD COLUMN IF NOT EXISTS city UInt32,
    ADD COLUMN IF NOT EXISTS city_name LowCardinality(String),
    ADD COLUMN IF NOT EXISTS asn UInt32;
