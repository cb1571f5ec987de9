import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Config } from '../src/config.ts';
import { startBucket, type Bucket } from './bucket.ts';
import { withClickHouse } from './folded-site.ts';
import { passLongWaits } from './long-waits.ts';
import { site, useCollector } from './use-collector.ts';
import { whenTrue } from './when-true.ts';

vi.mock('node:timers/promises', () => import('./long-waits.ts'));
/** For a test on the slowest machine, ms. */
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const collector = useCollector();
const dayMs = 86_400_000;
const midnight = Math.floor(Date.now() / dayMs) * dayMs - 3 * dayMs;
const name = new Date(midnight).toISOString().slice(0, 10);
let bucket: Bucket;
let overrides: Partial<Config>;
beforeAll(async () => {
  bucket = await startBucket();
  overrides = { archive: `${bucket.url}/` };
});
afterAll(() => bucket.stop());

async function archive(): Promise<void> {
  await collector.stop();
  await collector.start(overrides);
  await passLongWaits();
}
const send = (ms: number, path: string, visitor: string): Promise<unknown> =>
  collector.send([{ time: midnight + ms, url: `https://${site}${path}` }], { visitor });
const keys = (): string[] => [...bucket.objects.keys()];
/** Paths of the file, as ClickHouse reads it. */
const paths = (): Promise<string[]> =>
  withClickHouse(collector.config, async (clickhouse) => {
    const query = `SELECT path FROM s3('${bucket.url}/${site}/${name}.parquet') ORDER BY path`;
    return (await clickhouse.select<[string]>({ query })).flat();
  });
const ask = async (path: string, request: RequestInit): Promise<unknown> =>
  (await fetch(`${collector.url}/api/v1/${path}`, request)).json();

it('lies in a bucket: written again when something comes late, restored, without who is erased', async () => {
  await send(0, '/ada', 'ada');
  await send(1, '/ben', 'ben');
  await collector.whenStored(2);
  await archive();
  expect(keys()).toEqual([`archive/${site}/${name}.parquet`]);
  await send(2, '/late', 'ben');
  await collector.whenStored(3);
  await archive();
  await collector.stop();
  expect(await paths()).toEqual(['/ada', '/ben', '/late']);

  await withClickHouse(collector.config, async (clickhouse) => {
    for (const table of ['events', 'sessions', 'rollup'])
      await clickhouse.command(`ALTER TABLE ${table} DELETE WHERE 1 SETTINGS mutations_sync = 2`);
  });
  await collector.start(overrides);
  const restore = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ site_id: site, name }),
  };
  expect(await ask('archive/restore', restore)).toEqual({ found: 3, restored: 3 });
  expect(await ask('archive/restore', restore)).toEqual({ found: 3, restored: 0 });
  await collector.whenStored(3);

  const erase = (id: string): Promise<unknown> => ask(`visitors/${id}?site_id=${site}`, { method: 'DELETE' });
  // Another collector has read the file with her in it, and writes it again only after the erasure has begun.
  const file = `s3('${bucket.url}/${site}/${name}.parquet', 'Parquet')`;
  const other = withClickHouse(collector.config, (clickhouse) =>
    clickhouse.command(
      `INSERT INTO FUNCTION ${file} SELECT * FROM (SELECT * FROM ${file} ORDER BY time LIMIT 9) WHERE sleepEachRow(1) = 0 SETTINGS s3_truncate_on_insert = 1`,
    ),
  );
  await whenTrue(() =>
    withClickHouse(collector.config, async (clickhouse) => {
      const query =
        "SELECT 1 FROM system.processes WHERE query LIKE '%sleepEachRow(1) = 0%' AND query_kind = 'Insert'";
      expect(await clickhouse.select({ query })).toHaveLength(1);
    }),
  );
  expect(await erase('ada')).toMatchObject({ erased: { events: 1, archived: 2 } });
  await other;
  await collector.stop();
  expect(await paths()).toEqual(['/ben', '/late']);
  await collector.start(overrides);
  expect(await erase('ben')).toMatchObject({ erased: { events: 2, archived: 2 } });
  expect(keys()).toEqual([]);
});

it('a bucket has no keys in its address, and is an address', async () => {
  await collector.stop();
  for (const archived of ['https://key:secret@bucket.example/x', 'https://bucket.example/*', 'somewhere'])
    await expect(collector.start({ archive: archived })).rejects.toThrow(/^PASSERBY_ARCHIVE: /);
  await collector.start();
});
