import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { afterEach, describe, expect, it } from 'vitest';
import { type ClickHouseHttp, type ClickHouseHttpOptions, startClickHouseHttp } from './start.ts';
import { useDataDir } from './use-server.ts';

const dataDir = useDataDir();
const otherDataDir = useDataDir();
const undo: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(undo.splice(0).map((one) => one()));
});

async function start(options?: Partial<ClickHouseHttpOptions>): Promise<ClickHouseHttp> {
  const server = await startClickHouseHttp({ dataDir: dataDir(), ...options });
  undo.push(() => server.kill());
  return server;
}

function connect(url: string): ClickHouseClient {
  const client = createClient({ url, log: { level: 127 }, max_open_connections: 8 });
  undo.push(() => client.close());
  return client;
}

async function ids(client: ClickHouseClient, table: string): Promise<number[]> {
  const rows = await client.query({ query: `SELECT id FROM ${table} ORDER BY id`, format: 'JSONEachRow' });
  return (await rows.json<{ id: number }>()).map(({ id }) => id);
}

describe('a stop', () => {
  it('keeps the data for the next start on the same port, and clients find their way back', async () => {
    const first = await start();
    const client = connect(first.url);
    await client.command({ query: 'CREATE TABLE kept (id UInt32) ENGINE = MergeTree ORDER BY id' });
    await client.insert({ table: 'kept', values: [{ id: 1 }], format: 'JSONEachRow' });
    await first.stop();
    await expect(client.query({ query: 'SELECT 1' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });

    const second = await start({ port: first.port });
    expect(second.url).toBe(first.url);
    expect(await ids(client, 'kept')).toEqual([1]);
    await second.stop();
  });

  it('lets a request in progress finish', async () => {
    const server = await start();
    const client = connect(server.url);
    await client.ping();
    const slow = client.query({ query: 'SELECT sleep(1), 42 AS a', format: 'JSONEachRow' });
    await expect
      .poll(async () =>
        (
          await client.query({ query: 'SELECT count() FROM system.processes', format: 'TabSeparated' })
        ).text(),
      )
      .toBe('2\n');
    const before = performance.now();
    await server.stop();
    expect(await (await slow).json()).toMatchObject([{ a: 42 }]);
    // Less than the 10 s for which an idle connection is kept.
    expect(performance.now() - before).toBeLessThan(8_000);
  });
});

describe('kill -9', () => {
  it('in the middle of inserts keeps every insert that was answered', async () => {
    const first = await start();
    const client = connect(first.url);
    await client.command({ query: 'CREATE TABLE hammered (id UInt32) ENGINE = MergeTree ORDER BY id' });
    const acknowledged: number[] = [];
    let next = 0;
    const hammer = async (): Promise<void> => {
      for (;;) {
        const id = next++;
        // oxlint-disable-next-line no-await-in-loop -- each of the writers sends one row after the other
        await client.insert({ table: 'hammered', values: [{ id }], format: 'JSONEachRow' });
        acknowledged.push(id);
      }
    };
    const writers = Array.from({ length: 4 }, () => hammer().catch(() => {}));
    await expect.poll(() => acknowledged.length).toBeGreaterThan(50);
    await first.kill();
    await Promise.all(writers);

    await start({ port: first.port });
    const stored = new Set(await ids(client, 'hammered'));
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  });
});

describe('a start', () => {
  it('says which process is in the way on the same data directory', async () => {
    await start();
    await expect(start()).rejects.toThrow(/Another server instance in same directory is already running/);
  });

  it('says that the port is taken', async () => {
    const { port } = await start();
    await expect(start({ port, dataDir: otherDataDir() })).rejects.toThrow(/EADDRINUSE/);
  });
});
