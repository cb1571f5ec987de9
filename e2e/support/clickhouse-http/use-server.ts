import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClickHouseClient, type ClickHouseClientConfigOptions, createClient } from '@clickhouse/client';
import { afterAll, beforeAll } from 'vitest';
import { type ClickHouseHttp, type ClickHouseHttpOptions, startClickHouseHttp } from './start.ts';

/** What the tests of one file talk to. */
export interface ServerUnderTest {
  readonly url: string;
  /** An unmodified client, closed after the tests. */
  client(config?: Omit<ClickHouseClientConfigOptions, 'url'>): ClickHouseClient;
}

/** A directory that goes away after the file's tests. */
export function useDataDir(): () => string {
  let dataDir = '';
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'clickhouse-http-'));
  });
  afterAll(async () => {
    await rm(dataDir, { recursive: true, force: true });
  });
  return () => dataDir;
}

/** One server for all tests of a file, with a data directory of its own. */
export function useServer(options?: Omit<ClickHouseHttpOptions, 'dataDir'>): ServerUnderTest {
  const dataDir = useDataDir();
  const clients: ClickHouseClient[] = [];
  let server: ClickHouseHttp | undefined;
  const url = (): string => server?.url ?? 'http://not-started.invalid';
  beforeAll(async () => {
    server = await startClickHouseHttp({ ...options, dataDir: dataDir() });
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await server?.stop();
  });
  return {
    get url() {
      return url();
    },
    client(config) {
      const client = createClient({ log: { level: 127 }, ...config, url: url() });
      clients.push(client);
      return client;
    },
  };
}
