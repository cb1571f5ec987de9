import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createArchive } from '../src/archive/archive.ts';
import { openDirectory } from '../src/archive/directory.ts';
import { openControlDatabase } from '../src/control/database.ts';
import { createSites } from '../src/control/sites.ts';
import { controlPath } from '../src/ops/data-dir.ts';
import { createMetrics } from '../src/ops/metrics.ts';
import { openClickHouse, type ClickHouse } from '../src/store/clickhouse.ts';
import { ask, site, toBatch, toConfig, useDataDir } from './use-collector.ts';
import { whenTrue } from './when-true.ts';

const dataDir = useDataDir();
const program = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

/** No part of these may ever be stored or logged. */
const canaries = {
  address: '203.0.113.77',
  addressInHex: 'cb00714d',
  userAgent: 'CanaryBrowser/77.13 (Zx81)',
  partOfUserAgent: 'CanaryBrowser',
  query: 'canary-in-the-query',
  fragment: 'canary-in-the-fragment',
  visitor: 'canary-of-a-client-id',
  user: 'canary-of-a-user',
};
/** In a field of a rejected event: kept with it among the rejected events, but never logged. */
const payload = 'canary-in-the-payload';
/** Seen in the log and in ClickHouse, so that a search that finds nothing means something. */
const witness = 'witness-that-the-search-finds';

async function filesWith(text: string, directory: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return Buffer.alloc(0); // a part that ClickHouse has merged meanwhile
      throw error;
    });
    if (bytes.includes(text)) found.push(path);
  }
  return found;
}

async function expectNowhere(when: string): Promise<void> {
  for (const canary of Object.values(canaries)) {
    expect({ when, canary, files: await filesWith(canary, dataDir()) }).toEqual({ when, canary, files: [] });
  }
  // The four bytes of the address turn up by chance in ClickHouse's megabytes, where they are searched as rows.
  const log = await readFile(join(dataDir(), 'log.lmdb'));
  expect({ when, found: log.includes(Buffer.from(canaries.addressInHex, 'hex')) }).toEqual({
    when,
    found: false,
  });
}

/** Has all events archived, as if the day were over; answers the rows of the files. */
async function archiveAndRead(clickhouse: ClickHouse): Promise<string> {
  const control = await openControlDatabase(controlPath(dataDir()));
  const files = openDirectory(join(dataDir(), 'archive'), 0);
  const archive = createArchive({
    files,
    clickhouse,
    sites: createSites(control),
    log: { name: 'none' },
    metrics: createMetrics({ totals: () => new Map(), damages: 0 }),
    maxQueryMemoryBytes: 1_000_000_000,
    retentionMonths: 0,
    archive: 'files',
  });
  expect(await archive.write(Date.now() + 2 * 86_400_000)).toBeGreaterThan(0);
  let rows = '';
  for (const { name } of await archive.list(site)) {
    const path = join(dataDir(), 'archive', site, `${name}.parquet`);
    const found = JSON.stringify(await clickhouse.select({ query: `SELECT * FROM file('${path}')` }));
    expect(found).toContain(witness);
    rows += found;
  }
  expect(rows).not.toBe('');
  await expectNowhere('in the archive');
  await control.destroy();
  return rows;
}

it('the address, the user agent and the ids of a visitor reach no file, no row and no log line', async () => {
  // The program itself, because it must be its own process for all of its output to be read.
  const config = toConfig(dataDir());
  const control = await openControlDatabase(controlPath(dataDir()));
  await createSites(control).add({ domain: site });
  await control.destroy();
  const child = spawn(process.execPath, [program, 'serve'], {
    env: {
      PATH: process.env['PATH'],
      PASSERBY_DATA_DIR: config.dataDir,
      PASSERBY_PORT: '0',
      PASSERBY_TRUSTED_PROXIES: '127.0.0.1',
      PASSERBY_MAX_LAG_MS: '60000',
      ...(config.clickhouseUrl && { CLICKHOUSE_URL: config.clickhouseUrl }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const url = await whenTrue(() => {
    const listening = /listening on (\S+)/.exec(output)?.[1];
    if (listening === undefined) throw new Error(`it does not listen: ${output}`);
    return listening;
  });
  const headers = {
    'content-type': 'application/json',
    'x-forwarded-for': canaries.address,
    forwarded: `for=${canaries.address}`,
    'user-agent': canaries.userAgent,
  };
  const post = (body: string): Promise<Response> =>
    fetch(`${url}/api/v1/events?${canaries.query}`, { method: 'POST', headers, body });
  const batch = (identity: { visitor?: string; user?: string } = {}): string =>
    JSON.stringify(
      toBatch(
        [
          {
            url: `https://${site}/${witness}?email=${canaries.query}#${canaries.fragment}`,
            referrer: `https://other.example/?${canaries.query}#${canaries.fragment}`,
          },
        ],
        identity,
      ),
    );

  // The first is written at once, the second waits in the log for a minute.
  expect((await post(batch())).status).toBe(202);
  await whenTrue(async () => {
    const reply = (await (await ask(url, { metrics: ['pageviews'] }, headers)).json()) as {
      results: { metrics: number[] }[];
    };
    expect(reply.results[0]?.metrics).toEqual([1]);
  });
  expect((await post(batch())).status).toBe(202);
  const { visitor, user } = canaries;
  expect((await post(batch({ visitor, user }))).status).toBe(202);
  // What fails is logged with care as well.
  const tooLong = batch({ visitor, user: user.repeat(20) });
  const rejected = batch({ visitor, user }).replace('pageview', 'unknown');
  for (const body of [
    '{',
    tooLong,
    rejected,
    batch().replace(site, 'nobody.example'),
    batch().replace('pageview', payload),
  ])
    await post(body);
  await fetch(`${url}/${canaries.query}`, { headers });
  await fetch(`${url}/api/v1/sites?${canaries.query}`, { headers: { ...headers, host: canaries.query } });

  expect(await filesWith(witness, dataDir())).toContainEqual(expect.stringContaining('log.lmdb'));
  await expectNowhere('before the log is drained');
  const erase = (id: string): Promise<Response> =>
    fetch(`${url}/api/v1/visitors/${visitor}?site_id=${id}`, { method: 'DELETE' });
  expect((await erase('nobody.example')).status).toBe(403);
  const erased = erase(site);
  await fetch(`${url}/healthz`); // answered after the erasure has begun to wait

  child.kill('SIGTERM');
  // It waits for the log, and must not hold up the stop that writes it.
  expect((await erased).status).toBe(503);
  const [code] = (await once(child, 'exit')) as [number];
  expect([code, output]).toEqual([0, expect.stringContaining('stopped')]);
  await expectNowhere('after the log is drained');
  for (const canary of [...Object.values(canaries), payload]) expect(output).not.toContain(canary);

  // Columns are compressed on disk, so they are read as rows as well.
  const clickhouse = await openClickHouse(config);
  const tables = await clickhouse.select<[string]>({
    query: "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'",
  });
  let rows = '';
  for (const [table] of tables)
    rows += JSON.stringify(await clickhouse.select({ query: `SELECT * FROM ${table}` }));
  if (config.clickhouseUrl === undefined) rows += await archiveAndRead(clickhouse);
  await clickhouse.close();
  expect(tables.flat()).toEqual(expect.arrayContaining(['events', 'sessions']));
  expect(rows).toContain(witness);
  for (const canary of Object.values(canaries)) expect(rows).not.toContain(canary);
  // As UInt32, which a column of type IPv4 would print as the address.
  expect(rows).not.toContain(String(Buffer.from(canaries.addressInHex, 'hex').readUInt32BE()));
});
