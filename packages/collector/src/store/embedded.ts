import { mkdirSync } from 'node:fs';
import { createClient, type ClickHouseClient } from '@clickhouse/client';
import pLimit from 'p-limit';
import { StartupError } from '../errors.ts';
import type { ClickHouse } from './clickhouse.ts';
import { selectRows } from './select.ts';

type Connection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>;

/** Queries at once: each holds one of libuv's four threads, and the event log must always find one free. */
const concurrentQueries = 2;

/**
 * Opens ClickHouse inside this process (chDB) with its data in `path`. Loaded on demand: the library is 540 MB, and a
 * collector in front of a server needs none of it.
 */
export async function openEmbedded(path: string, database: string): Promise<ClickHouse> {
  mkdirSync(path, { recursive: true });
  const createConnection = await load();
  const connect = async (): Promise<ClickHouseClient> => {
    const client = createClient({ connection: createConnection(path) });
    await client.command({ query: `USE ${database}` });
    return client;
  };
  const bootstrap = createClient({ connection: createConnection(path) });
  await bootstrap.command({ query: `CREATE DATABASE IF NOT EXISTS ${database}` });
  const writing = await connect();
  const limit = pLimit(concurrentQueries);
  return {
    writing,
    // A connection for each query (half a millisecond): in chDB 3.4 settings outlive their query, and what a failed
    // query had written so far comes with the next answer of its connection.
    select: (statement) =>
      limit(async () => {
        const client = await connect();
        try {
          return await selectRows(client, statement);
        } finally {
          await client.close();
        }
      }),
    async close() {
      await writing.close();
      await bootstrap.close();
    },
  };
}

async function load(): Promise<(path: string) => Connection> {
  try {
    const { createChdbConnection } = await import('chdb/connection');
    // chdb types the same contract by its own copy of the client's private classes.
    return (path) => createChdbConnection({ path }) as unknown as Connection;
  } catch (cause) {
    throw new StartupError(
      'the embedded ClickHouse cannot be loaded on this machine (it runs on Linux with glibc and on macOS); set CLICKHOUSE_URL to a server',
      { cause },
    );
  }
}
