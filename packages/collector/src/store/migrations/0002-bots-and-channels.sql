-- Why the sender is no person (empty: a person), and how the visit came.
ALTER TABLE events
    ADD COLUMN IF NOT EXISTS bot LowCardinality(String),
    ADD COLUMN IF NOT EXISTS channel LowCardinality(String),
    ADD COLUMN IF NOT EXISTS utm_source LowCardinality(String);

-- Rows of before have the state of no event, which every later event of the session goes before.
ALTER TABLE sessions
    ADD COLUMN IF NOT EXISTS channel AggregateFunction(argMin, String, DateTime64(3, 'UTC')),
    ADD COLUMN IF NOT EXISTS utm_source AggregateFunction(argMin, String, DateTime64(3, 'UTC')),
    ADD COLUMN IF NOT EXISTS referrer AggregateFunction(argMin, String, DateTime64(3, 'UTC'));

-- In place: a view dropped and made again would miss what another collector inserts meanwhile, and an old one left
-- beside a new one would count every session twice (https://github.com/umami-software/umami/issues/3355).
ALTER TABLE sessions_from_events MODIFY QUERY
SELECT
    site_id,
    session_id,
    any(visitor_id) AS visitor_id,
    min(time) AS started,
    max(time) AS ended,
    countIf(type = 'pageview') AS pageviews,
    countIf(type = 'event') AS events,
    sum(events.engaged_ms) AS engaged_ms,
    argMinState(toString(events.source), time) AS source,
    argMinState(toString(events.medium), time) AS medium,
    argMinState(toString(events.campaign), time) AS campaign,
    argMinIfState(path, time, type = 'pageview') AS entry_page,
    argMaxIfState(path, time, type = 'pageview') AS exit_page,
    argMinState(toString(events.channel), time) AS channel,
    argMinState(toString(events.utm_source), time) AS utm_source,
    argMinState(events.referrer, time) AS referrer
FROM events
GROUP BY site_id, session_id;
