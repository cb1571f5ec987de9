import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';

/**
 * Opens the embedded ClickHouse of a stopped collector, past its query API. One directory a process: chDB is bound
 * to the first.
 */
export function openStore(dataDir: string): ClickHouseClient {
  const connection = createChdbConnection({ path: `${dataDir}/clickhouse` });
  // chdb types the same contract by its own copy of the client's classes.
  return createClient({
    connection: connection as unknown as NonNullable<
      NonNullable<Parameters<typeof createClient>[0]>['connection']
    >,
  });
}

/** The same, or a ClickHouse server: by the data directory, or by the address. */
export const openAnyStore = (where: string): ClickHouseClient =>
  /^https?:/.test(where) ? createClient({ url: where }) : openStore(where);

/** Counts the events of `openStore`. Throws when an id is stored twice. */
export async function countStoredEvents(dataDir: string): Promise<number> {
  const client = openStore(dataDir);
  const result = await client.query({
    query: 'SELECT toUInt32(count()) AS stored, toUInt32(uniqExact(event_id)) AS ids FROM passerby.events',
    format: 'JSONEachRow',
  });
  const [row] = await result.json<{ stored: number; ids: number }>();
  await client.close();
  if (!row) throw new Error('ClickHouse answered no row to a count');
  if (row.stored !== row.ids)
    throw new Error(`${row.stored} rows, but only ${row.ids} event ids: some are twice`);
  return row.stored;
}
