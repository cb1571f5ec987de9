import { openStore } from '../support/stored-events.ts';

// Prints how many rows each event of a chaos run has in the embedded ClickHouse of a stopped collector, as JSON. A
// process of its own, as chDB is bound to the first directory that a process opens. Usage: node print-rows.ts <dataDir>

const client = openStore(process.argv[2] ?? '');
const result = await client.query({
  query: `SELECT props['id'] AS id, toUInt32(count()) AS rows FROM passerby.events WHERE name = 'chaos' GROUP BY id`,
  format: 'JSONEachRow',
});
console.log(JSON.stringify(await result.json()));
await client.close();
