import { readFileSync } from 'node:fs';
import { createClient } from '@clickhouse/client';
import { openStore } from '../support/stored-events.ts';

// Compares the ids in a file with what ClickHouse holds, past the collector's API. A process of its own, as chDB is bound
// to the first directory that a process opens. Usage: node compare-rows.ts <ids> (--data-dir <path> | --url <url>)

const [idsFile = '', how, where = ''] = process.argv.slice(2);
const client = how === '--url' ? createClient({ url: where }) : openStore(where);
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
const [sums] = await select<Record<string, number>>(`
  SELECT
    (SELECT toUInt32(sum(pageviews)) FROM passerby.sessions) AS pageviewsInSessions,
    (SELECT toUInt32(sum(events)) FROM passerby.sessions) AS eventsInSessions,
    (SELECT toUInt32(sum(pageviews)) FROM passerby.rollup WHERE dimension = '') AS pageviewsInRollup,
    (SELECT toUInt32(sum(events)) FROM passerby.rollup WHERE dimension = '') AS eventsInRollup,
    (SELECT toUInt32(sum(events)) FROM passerby.rollup WHERE dimension = 'event:page') AS eventsByPage`);
console.log(JSON.stringify({ lost: [...lost], twice, unknown, sums }));
await client.close();
