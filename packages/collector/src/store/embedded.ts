import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { StartupError } from '../errors.ts';

type ChdbConnection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>;

/** Opens further connections to the engine in this process. */
export type OpenConnection = () => Promise<ClickHouseClient>;

/**
 * Loads ClickHouse into the process (chDB) with its data in `path`. Loaded on demand: the library is 540 MB, and
 * a collector in front of a server needs none of it. Its native code has no public memory limit but settings.
 */
export async function embeddedDatabase(path: string, database: string): Promise<OpenConnection> {
  try {
    const { createChdbConnection } = await import('chdb/connection');
    const open: OpenConnection = async () => {
      // chdb types the same contract by its own copy of the client's private classes.
      const connection = createChdbConnection({ path }) as unknown as ChdbConnection;
      const client = createClient({ connection });
      await client.command({ query: `CREATE DATABASE IF NOT EXISTS ${database}` });
      await client.command({ query: `USE ${database}` });
      return client;
    };
    return open;
  } catch (cause) {
    throw new StartupError(
      'the embedded ClickHouse cannot be loaded on this machine (it runs on Linux with glibc and macOS); set CLICKHOUSE_URL to a server',
      { cause },
    );
  }
}
