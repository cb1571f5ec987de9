-- The rest of what a campaign's link says about a visit. Rows of before have the state of no event.
ALTER TABLE sessions
    ADD COLUMN IF NOT EXISTS content AggregateFunction(argMin, String, DateTime64(3, 'UTC')),
    ADD COLUMN IF NOT EXISTS term AggregateFunction(argMin, String, DateTime64(3, 'UTC'));

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
    argMinState(events.referrer, time) AS referrer,
    argMinState(toString(events.content), time) AS content,
    argMinState(toString(events.term), time) AS term
FROM events
GROUP BY site_id, session_id;

-- As 0008 says: an altered view is loaded at once.
DETACH TABLE IF EXISTS sessions_from_events SYNC;

ATTACH TABLE IF NOT EXISTS sessions_from_events;
