import { readFileSync } from 'node:fs';
import { openAnyStore } from '../support/stored-events.ts';

// Compares the ids in a file with what ClickHouse holds, past the collector's API. A process of its own, as chDB is bound
// to the first directory that a process opens. Usage: node compare-rows.ts <ids> <data-dir or url>

const [idsFile = '', where = ''] = process.argv.slice(2);
const client = openAnyStore(where);
const acknowledged = new Set(readFileSync(idsFile, 'utf8').split('\n').filter(Boolean));

async function select<Row>(query: string): Promise<Row[]> {
  const result = await client.query({ query, format: 'JSONEachRow' });
  return result.json<Row>();
}

/** Of what was acknowledged: the ids that ClickHouse has not once. */
const lost = new Set(acknowledged);
const twice: string[] = [];
const unknown: string[] = [];
for (const { id, rows } of await select<{ id: string; rows: number }>(
  'SELECT toString(event_id) AS id, toUInt32(count()) AS rows FROM passerby.events GROUP BY event_id',
)) {
  if (rows > 1) twice.push(id);
  if (!acknowledged.has(id)) unknown.push(id);
  lost.delete(id);
}
/** Sums by session, as `sessions` has them and as its events have them. */
const wrongSessions = await select<{ session: string }>(`
  SELECT toString(session_id) AS session FROM (
    SELECT session_id,
           (any(visitor_id), min(started), max(ended), sum(pageviews), sum(events), sum(engaged_ms)) AS sums
    FROM passerby.sessions GROUP BY session_id
    UNION ALL
    SELECT session_id, (any(visitor_id), min(time), max(time), countIf(type = 'pageview'), countIf(type = 'event'),
           sum(passerby.events.engaged_ms)) AS sums
    FROM passerby.events GROUP BY session_id
  )
  GROUP BY session_id HAVING count() != 2 OR uniqExact(sums) != 1`);
/** The same by quarter of an hour and value, of every set that the rollup has; see migration 0011. */
const wrongInRollup = await select<{ dimension: string; value: string; time: string }>(`
  SELECT dimension, value, toString(quarter) AS time FROM (
    SELECT toString(dimension) AS dimension, value, time AS quarter,
           (sum(pageviews), sum(events), uniqMerge(visitors), uniqMerge(visits)) AS sums
    FROM passerby.rollup GROUP BY dimension, value, quarter
    UNION ALL
    SELECT part.1 AS dimension, part.2 AS value, toStartOfFifteenMinutes(toDateTime(time, 'UTC')) AS quarter,
           (countIf(type = 'pageview'), count(), uniq(visitor_id), uniq(session_id)) AS sums
    FROM passerby.events
    ARRAY JOIN [('', ''), ('event:page', path), ('event:name', toString(name)), ('visit:country', toString(country)),
      ('visit:browser', toString(browser)), ('visit:os', toString(os)), ('visit:device', toString(device))] AS part
    WHERE bot = '' AND type != 'engagement' GROUP BY dimension, value, quarter
  )
  GROUP BY dimension, value, quarter HAVING count() != 2 OR uniqExact(sums) != 1`);
/** By set, so that none is empty; each holds all events. */
const inRollup = await select<{ dimension: string; pageviews: number; events: number }>(`
  SELECT toString(dimension) AS dimension, toUInt32(sum(pageviews)) AS pageviews, toUInt32(sum(events)) AS events
  FROM passerby.rollup GROUP BY dimension`);
/** Days that were folded more than once, so that rows of an earlier fold are there as well, which must not count. */
const [foldedAnew] = await select<{ days: number }>(
  'SELECT toUInt32(count()) AS days FROM (SELECT day FROM passerby.day_folds WHERE events > 0 GROUP BY day HAVING count() > 1)',
);
console.log(
  JSON.stringify({
    lost: [...lost],
    twice,
    unknown,
    wrongSessions: wrongSessions.map(({ session }) => session),
    wrongInRollup: wrongInRollup.map(({ dimension, value, time }) => `${dimension} ${value} at ${time}`),
    inRollup,
    foldedAnew: foldedAnew?.days,
  }),
);
await client.close();
