import { openAnyStore } from './stored-events.ts';

// Runs statements on a ClickHouse server, or on the embedded one of a stopped collector. A process of its own, as chDB is
// bound to the first directory that a process opens. Usage: node run-sql.ts <data-dir or url> <statement>…

const [where = '', ...statements] = process.argv.slice(2);
const client = openAnyStore(where);
for (const query of statements) await client.command({ query });
await client.close();
