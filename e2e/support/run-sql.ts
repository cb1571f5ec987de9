import { openStore } from './stored-events.ts';

// Runs statements on the embedded ClickHouse of a stopped collector. A process of its own, as chDB is bound to the first
// directory that a process opens. Usage: node run-sql.ts <data-dir> <statement>…

const [dataDir = '', ...statements] = process.argv.slice(2);
const client = openStore(dataDir);
for (const query of statements) await client.command({ query });
await client.close();
