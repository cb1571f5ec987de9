import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zstdDecompressSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import type { ErasedReply, Metric } from '@passerby/wire';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createArchive, type Archive } from '../src/archive/archive.ts';
import { openDirectory } from '../src/archive/directory.ts';
import { openControlDatabase } from '../src/control/database.ts';
import { createSites } from '../src/control/sites.ts';
import { controlPath } from '../src/ops/data-dir.ts';
import { createMetrics } from '../src/ops/metrics.ts';
import type { ClickHouse } from '../src/store/clickhouse.ts';
import { withClickHouse } from './folded-site.ts';
import { passLongWaits } from './long-waits.ts';
import { readError, useCollector } from './use-collector.ts';

vi.mock('node:timers/promises', () => import('./long-waits.ts'));

/** Called before and after each statement that changes something; what it throws is as if ClickHouse had died there. */
const onCommand = vi.hoisted(() => vi.fn<(query: string, when: 'before' | 'after') => void>());
vi.mock('../src/store/clickhouse.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../src/store/clickhouse.ts')>();
  return {
    openClickHouse: async (config: Parameters<typeof original.openClickHouse>[0]): Promise<ClickHouse> => {
      const clickhouse = await original.openClickHouse(config);
      return {
        ...clickhouse,
        async command(query) {
          onCommand(query, 'before');
          await clickhouse.command(query);
          onCommand(query, 'after');
        },
      };
    },
  };
});

/** For a test on the slowest machine, ms. */
const patienceMs = 300_000;
vi.setConfig({ testTimeout: patienceMs, hookTimeout: patienceMs });

const collector = useCollector({ archive: 'files' });
const dayMs = 86_400_000;
const today = Math.floor(Date.now() / dayMs) * dayMs;
/** Midnight at the beginning of a day, ms, and the day's name. */
const midnight = (ago: number): number => today - ago * dayMs;
const nameOf = (ago: number): string => new Date(midnight(ago)).toISOString().slice(0, 10);
const minute = 60_000;
const directory = (): string => join(collector.config.dataDir, 'archive');
const program = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

/** The files of the archive, as a program knows them that is not ClickHouse. */
async function read(key: string): Promise<Record<string, Record<string, unknown>[]>> {
  const names = await readdir(join(directory(), key)).catch(() => []);
  const files: Record<string, Record<string, unknown>[]> = {};
  for (const name of names.toSorted((one, other) => (one < other ? -1 : 1))) {
    const bytes = await readFile(join(directory(), key, name));
    files[name.replace('.parquet', '')] = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
      compressors: { ZSTD: (input) => new Uint8Array(zstdDecompressSync(input)) },
    });
  }
  return files;
}
const countRows = async (key: string): Promise<Record<string, number>> =>
  Object.fromEntries(Object.entries(await read(key)).map(([name, rows]) => [name, rows.length]));

/** Lets the collector look for what to archive, as it does after a start and once a day. */
async function archive(): Promise<void> {
  await collector.stop();
  await collector.start();
  await passLongWaits();
}

const metrics: Metric[] = ['visitors', 'visits', 'pageviews', 'events', 'bounce_rate', 'visit_duration'];
const numbers = async (key: string): Promise<unknown> =>
  (await collector.query({ site_id: key, metrics, dimensions: ['time:day'] })).results;
const pages = async (key: string): Promise<unknown> =>
  (await collector.query({ site_id: key, metrics: ['visitors', 'visits'], dimensions: ['visit:entry_page'] }))
    .results;
/** What the views have counted, past what a query would make of it. */
const sums = (id: number): Promise<unknown[]> =>
  withClickHouse(collector.config, async (clickhouse) => [
    await clickhouse.select({
      query: `SELECT sum(pageviews), sum(events), sum(engaged_ms), uniqExact(session_id) FROM sessions WHERE site_id = ${id}`,
    }),
    await clickhouse.select({
      query: `SELECT sum(pageviews), sum(events), uniqMerge(visits) FROM rollup WHERE site_id = ${id}`,
    }),
    await clickhouse.select({
      query: `SELECT count(), uniqExact(event_id) FROM events WHERE site_id = ${id}`,
    }),
  ]);

interface Visit {
  at: number;
  paths: string[];
  visitor?: string;
  user?: string;
}
async function visit(key: string, { at, paths, ...who }: Visit): Promise<void> {
  const events = paths.map((path, index) => ({ time: at + index * minute, url: `https://${key}${path}` }));
  await collector.send(events, { site: key, ...who });
}

/** Runs `work` on an archive of its own while the collector is stopped. */
const withArchive = <Result>(
  work: (made: Archive) => Promise<Result>,
  options: { mostEventsOfFile?: number } = {},
): Promise<Result> =>
  withClickHouse(collector.config, async (clickhouse) => {
    const control = await openControlDatabase(controlPath(collector.config.dataDir));
    const made = createArchive({
      ...collector.config,
      ...options,
      files: openDirectory(directory(), 0),
      clickhouse,
      sites: createSites(control),
      log: { name: 'test' },
      metrics: createMetrics({ totals: () => new Map(), damages: 0 }),
    });
    try {
      return await work(made);
    } finally {
      await control.destroy();
    }
  });

let keys = 0;
/** Each test has a site of its own. */
let key = '';
beforeEach(async () => {
  key = `s${keys++}.example`;
  await collector.addSite(key);
});
afterEach(() => onCommand.mockReset());

async function run(...words: string[]): Promise<{ code: unknown; lines: string[] }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, 'archive', ...words, '--url', collector.url],
      (error, stdout, stderr) =>
        resolve({
          code: error?.code ?? 0,
          lines: `${stdout}${stderr}`.split('\n').filter((line) => line !== ''),
        }),
    );
  });
}

const restore = (name: string): Promise<Response> =>
  fetch(`${collector.url}/api/v1/archive/restore`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ site_id: key, name }),
  });
async function restored(name: string): Promise<unknown> {
  const response = await restore(name);
  const reply: unknown = await response.json();
  expect({ status: response.status, reply }).toEqual({ status: 200, reply });
  return reply;
}

const idOf = async (): Promise<number> => {
  const control = await openControlDatabase(controlPath(collector.config.dataDir));
  const found = await createSites(control).find(key);
  await control.destroy();
  return found?.id ?? 0;
};

/** As if ClickHouse had been lost. */
async function loseClickHouse(): Promise<void> {
  await collector.stop();
  await rm(join(collector.config.dataDir, 'clickhouse'), { recursive: true });
  await collector.start();
}

describe('a day that is over', () => {
  it('is a file for each site, from midnight to midnight in UTC, and the day under way is none', async () => {
    await collector.send(
      [0, 1, dayMs - 1, dayMs].map((ms) => ({ time: midnight(3) + ms, url: `https://${key}/` })),
      { site: key },
    );
    await visit(key, { at: Date.now(), paths: ['/now'] });
    await collector.whenStored(5, key);
    await archive();
    expect(await countRows(key)).toEqual({ [nameOf(3)]: 3, [nameOf(2)]: 1 });
    const [row] = (await read(key))[nameOf(2)] ?? [];
    expect(row).toMatchObject({
      site: key,
      hostname: key,
      path: '/',
      type: 'pageview',
      time: new Date(midnight(2)),
      browser: 'Chrome',
    });
    expect(row?.['visit_id']).toEqual(row?.['session_id']);
    expect(await readdir(directory())).not.toContain('unfinished');
  });

  it('is written again when something came late, once, and nothing is in it twice', async () => {
    await visit(key, { at: midnight(3), paths: ['/a', '/b'] });
    await collector.whenStored(2, key);
    await archive();
    await visit(key, { at: midnight(3) + 600 * minute, paths: ['/late'] });
    await collector.whenStored(3, key);
    await archive();
    expect(await countRows(key)).toEqual({ [nameOf(3)]: 3 });
  });

  it('keeps what ClickHouse has lost when something comes late', async () => {
    await visit(key, { at: midnight(3), paths: ['/a', '/b'] });
    await collector.whenStored(2, key);
    await archive();
    await loseClickHouse();
    await visit(key, { at: midnight(3) + 600 * minute, paths: ['/late'] });
    await collector.whenStored(1, key);
    await archive();
    expect(await countRows(key)).toEqual({ [nameOf(3)]: 3 });
    expect(await restored(nameOf(3))).toEqual({ found: 3, restored: 2 });
  });

  it('is written by the next look where ClickHouse or the process dies, and what is left of it goes', async () => {
    await visit(key, { at: midnight(3), paths: ['/a'] });
    await collector.whenStored(1, key);
    onCommand.mockImplementation((query, when) => {
      if (query.includes('INTO FUNCTION') && when === 'after') throw new Error('it died');
    });
    await archive();
    expect(await countRows(key)).toEqual({});
    onCommand.mockReset();
    await writeFile(join(directory(), 'unfinished'), 'PAR1 half of a file');
    await archive();
    expect(await countRows(key)).toEqual({ [nameOf(3)]: 1 });
    expect(await readdir(directory())).not.toContain('unfinished');
  });

  it('is a file for each hour where it is too large for one, also when some of them are missing', async () => {
    await visit(key, { at: midnight(3) - minute, paths: ['/a', '/b', '/c'] });
    await visit(key, { at: midnight(3) + 59 * minute, paths: ['/d', '/e'], visitor: 'ada' });
    await collector.whenStored(5, key);
    await collector.stop();
    const hours = { [nameOf(4)]: 1, [`${nameOf(3)}T00`]: 3, [`${nameOf(3)}T01`]: 1 };
    for (const _ of [1, 2]) {
      await withArchive((made) => made.write(Date.now()), { mostEventsOfFile: 3 });
      expect(await countRows(key)).toEqual(hours);
      await rm(join(directory(), key, `${nameOf(3)}T01.parquet`));
    }
    await collector.start();
    await loseClickHouse();
    expect(await restored(`${nameOf(3)}T00`)).toEqual({ found: 3, restored: 3 });
  });

  it('is one visit by its id where a late event joined two', async () => {
    await visit(key, { at: midnight(3), paths: ['/a'], visitor: 'ada' });
    await visit(key, { at: midnight(3) + 40 * minute, paths: ['/c'], visitor: 'ada' });
    await collector.whenStored(2, key);
    await visit(key, { at: midnight(3) + 20 * minute, paths: ['/b'], visitor: 'ada' });
    await collector.whenStored(3, key);
    await archive();
    const rows = (await read(key))[nameOf(3)] ?? [];
    expect(new Set(rows.map((row) => row['session_id'])).size).toBe(2);
    expect(new Set(rows.map((row) => row['visit_id'])).size).toBe(1);
  });
});

describe('passerby archive restore', () => {
  /** Visits over midnight, of known and unknown visitors, one of them two that a late event joined. */
  async function fill(): Promise<void> {
    await visit(key, { at: midnight(4) + 60 * minute, paths: ['/', '/a', '/b'] });
    await visit(key, { at: midnight(3) - 2 * minute, paths: ['/', '/a', '/b', '/c'], visitor: 'ada' });
    await visit(key, { at: midnight(3) + 120 * minute, paths: ['/x'], visitor: 'ben' });
    await visit(key, { at: midnight(3) + 160 * minute, paths: ['/z'], visitor: 'ben' });
    await collector.whenStored(9, key);
    await visit(key, { at: midnight(3) + 140 * minute, paths: ['/y'], visitor: 'ben' });
    await collector.whenStored(10, key);
    await archive();
  }

  it('makes an empty data directory give the answers of before, and changes nothing a second time', async () => {
    await fill();
    const before = [await numbers(key), await pages(key)];
    const counted = await (await collector.stop(), sums(await idOf()));
    const other = await mkdtemp(join(tmpdir(), 'passerby-test-'));
    await cp(directory(), join(other, 'archive'), { recursive: true });
    await collector.start();
    await collector.stop();
    await cp(controlPath(collector.config.dataDir), controlPath(other));
    const { dataDir } = collector.config;
    Object.assign(collector.config, { dataDir: other });
    try {
      await collector.start();
      expect(await numbers(key)).toEqual([]);
      const listed = await run('list', '--site', key);
      expect(listed.lines.map((line) => line.split('\t').slice(0, 2))).toEqual([
        [key, nameOf(4)],
        [key, nameOf(3)],
      ]);
      const days = ['--site', key, '--from', nameOf(4), '--to', nameOf(3)];
      expect(await run('restore', ...days)).toEqual({
        code: 0,
        lines: [
          `${key}\t${nameOf(4)}\t5 of 5 events restored`,
          `${key}\t${nameOf(3)}\t5 of 5 events restored`,
        ],
      });
      expect([await numbers(key), await pages(key)]).toEqual(before);
      expect((await run('restore', ...days)).lines[1]).toBe(`${key}\t${nameOf(3)}\t0 of 5 events restored`);
      expect([await numbers(key), await pages(key)]).toEqual(before);
      await collector.stop();
      expect(await sums(await idOf())).toEqual(counted);
      // What somebody has deleted there may come back: ClickHouse must not take it for an insert that it has had.
      await withClickHouse(collector.config, async (stored) => {
        for (const table of ['events', 'sessions', 'rollup']) {
          await stored.command(`ALTER TABLE ${table} DELETE WHERE 1 SETTINGS mutations_sync = 2`);
        }
      });
      await collector.start();
      expect(await restored(nameOf(3))).toEqual({ found: 5, restored: 5 });
      expect(await restored(nameOf(4))).toEqual({ found: 5, restored: 5 });
      await collector.stop();
      expect(await sums(await idOf())).toEqual(counted);
    } finally {
      Object.assign(collector.config, { dataDir });
      await collector.stop();
      await collector.start();
      await rm(other, { recursive: true });
    }
  });

  it('counts each event once wherever it dies, again and again, and goes on by itself', async () => {
    await fill();
    const before = [await numbers(key), await pages(key)];
    await collector.stop();
    const [sessions, , events] = await sums(await idOf());
    await collector.start();
    await loseClickHouse();
    // There already when it is restored, so that only the rest is missing.
    await visit(key, { at: midnight(3) + 500 * minute, paths: ['/late'], visitor: 'cid' });
    await collector.whenStored(1, key);
    for (const [statement, moment] of [
      ['CREATE TABLE restoring_', 'after'],
      ['INSERT INTO restoring_', 'after'],
      ['MODIFY COMMENT', 'after'],
      ['INSERT INTO events', 'before'],
      ['INSERT INTO events', 'after'],
      ['DROP TABLE restoring_', 'before'],
    ] as const) {
      onCommand.mockImplementation((query, when) => {
        if (when === moment && query.includes(statement)) throw new Error('it died');
      });
      expect([statement, (await restore(nameOf(3))).status]).toEqual([statement, 500]);
    }
    onCommand.mockReset();
    await archive();
    await collector.whenStored(6, key);
    expect(await restored(nameOf(3))).toEqual({ found: 6, restored: 0 });
    expect(await restored(nameOf(4))).toEqual({ found: 5, restored: 5 });
    const erased = await fetch(`${collector.url}/api/v1/visitors/cid?site_id=${key}`, { method: 'DELETE' });
    expect(erased.status).toBe(200);
    expect([await numbers(key), await pages(key)]).toEqual(before);
    await collector.stop();
    const after = await sums(await idOf());
    expect([after[0], after[2]]).toEqual([sessions, events]);
    await collector.start();
  });

  it('says which file it cannot read, restores the others, and takes nothing for another site or day', async () => {
    await fill();
    const own = join(directory(), key);
    const other = `other-${key}`;
    await collector.addSite(other);
    await mkdir(join(directory(), other));
    await writeFile(join(own, `${nameOf(6)}.parquet`), 'PAR1 this is none PAR1');
    await writeFile(join(own, 'notes.parquet'), 'not a day');
    await cp(join(own, `${nameOf(3)}.parquet`), join(own, `${nameOf(5)}.parquet`));
    await cp(join(own, `${nameOf(3)}.parquet`), join(directory(), other, `${nameOf(3)}.parquet`));
    await loseClickHouse();
    const { code, lines } = await run('restore', '--site', key);
    expect(code).toBe(1);
    expect(lines).toEqual(
      expect.arrayContaining([
        `${key}\t${nameOf(5)}\t0 of 0 events restored`,
        `${key}\t${nameOf(4)}\t5 of 5 events restored`,
        `${key}\t${nameOf(3)}\t5 of 5 events restored`,
        expect.stringContaining(`archive/${key}/${nameOf(6)}.parquet cannot be read`),
      ]),
    );
    expect((await run('restore', '--site', other)).lines).toEqual([
      `${other}\t${nameOf(3)}\t0 of 0 events restored`,
    ]);
    expect(await readFile(join(own, `${nameOf(6)}.parquet`), 'utf8')).toContain('this is none');
    await rm(own, { recursive: true });
    await rm(join(directory(), other), { recursive: true });
  });

  it('says that a site must be added first, and what is no file', async () => {
    expect(await readError(await restore('../../control'))).toMatchObject({ status: 404 });
    const unknown = { site_id: 'nobody.example', name: nameOf(3) };
    const response = await fetch(`${collector.url}/api/v1/archive/restore`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(unknown),
    });
    expect(await readError(response)).toMatchObject({ code: 'unknown_site' });
  });
});

describe('what is not to be kept', () => {
  const erase = (id: string): Promise<Response> =>
    fetch(`${collector.url}/api/v1/visitors/${id}?site_id=${key}`, { method: 'DELETE' });
  async function erased(id: string): Promise<ErasedReply['erased']> {
    const response = await erase(id);
    const reply = (await response.json()) as ErasedReply;
    expect({ status: response.status, reply }).toEqual({ status: 200, reply });
    return reply.erased;
  }

  it('goes with who is erased, the whole visit, and comes back by no late event and no restore', async () => {
    await visit(key, { at: midnight(3) - 2 * minute, paths: ['/1', '/2', '/3'], visitor: 'ada' });
    await visit(key, {
      at: midnight(3) + 2 * minute,
      paths: ['/4'],
      visitor: 'ada',
      user: 'ada@shop.example',
    });
    await visit(key, { at: midnight(3), paths: ['/ben'], visitor: 'ben' });
    await collector.whenStored(5, key);
    await archive();
    expect(await countRows(key)).toEqual({ [nameOf(4)]: 2, [nameOf(3)]: 3 });
    expect(await erased('ada@shop.example')).toEqual({ events: 4, sessions: 1, rejected: 0, archived: 4 });
    expect(await countRows(key)).toEqual({ [nameOf(3)]: 1 });
    await visit(key, { at: midnight(3) + 300 * minute, paths: ['/late'], visitor: 'ben' });
    await collector.whenStored(2, key);
    await archive();
    expect((await read(key))[nameOf(3)]?.map((row) => row['path'])).toEqual(['/ben', '/late']);
    expect(await erased('ada@shop.example')).toMatchObject({ events: 0, archived: 0 });
  });

  it('goes also where ClickHouse has lost them', async () => {
    await visit(key, { at: midnight(3), paths: ['/1', '/2'], visitor: 'ada' });
    await visit(key, { at: midnight(3), paths: ['/ben'], visitor: 'ben' });
    await collector.whenStored(3, key);
    await archive();
    await loseClickHouse();
    expect(await erased('ada')).toEqual({ events: 0, sessions: 0, rejected: 0, archived: 2 });
    expect((await read(key))[nameOf(3)]?.map((row) => row['path'])).toEqual(['/ben']);
  });

  it('is not said to be gone where a file cannot be read, and is gone once it can', async () => {
    await visit(key, { at: midnight(3), paths: ['/1'], visitor: 'ada' });
    await collector.whenStored(1, key);
    await archive();
    const bad = join(directory(), key, `${nameOf(5)}.parquet`);
    await writeFile(bad, 'no Parquet at all');
    expect(await readError(await erase('ada'))).toMatchObject({
      status: 503,
      code: 'archive_unavailable',
      message: expect.stringContaining(`archive/${key}/${nameOf(5)}.parquet cannot be read`) as string,
    });
    await rm(bad);
    expect(await erased('ada')).toEqual({ events: 1, sessions: 1, rejected: 0, archived: 1 });
    expect(await countRows(key)).toEqual({});
  });

  it('goes with the days that its site keeps no longer, and is not written again', async () => {
    await visit(key, { at: midnight(5), paths: ['/1'] });
    await visit(key, { at: midnight(3), paths: ['/2'] });
    await collector.whenStored(2, key);
    await archive();
    expect(Object.keys(await countRows(key))).toEqual([nameOf(5), nameOf(3)]);
    const control = await openControlDatabase(controlPath(collector.config.dataDir));
    await createSites(control).change(key, { limits: { retentionDays: 4 } });
    await control.destroy();
    await archive();
    await vi.waitFor(async () => expect(Object.keys(await countRows(key))).toEqual([nameOf(3)]), 20_000);
  });

  it('goes with the months that nobody keeps, also of a site that is not known here', async () => {
    const file = (day: string): string => join(directory(), 'unknown.example', `${day}.parquet`);
    await mkdir(join(directory(), 'unknown.example'));
    const old = new Date(today - 427 * dayMs).toISOString().slice(0, 10);
    for (const day of [old, nameOf(400)]) await writeFile(file(day), '');
    await collector.stop();
    await collector.start();
    await vi.waitFor(
      async () =>
        expect(await readdir(join(directory(), 'unknown.example'))).toEqual([`${nameOf(400)}.parquet`]),
      20_000,
    );
    await rm(join(directory(), 'unknown.example'), { recursive: true });
  });
});

it('is reached by erasures while nothing is added to it, and is none, which is said, where there are no files', async () => {
  await visit(key, { at: midnight(3), paths: ['/1'], visitor: 'ada' });
  await collector.whenStored(1, key);
  await archive();
  await visit(key, { at: midnight(2), paths: ['/2'] });
  await collector.whenStored(2, key);
  await collector.stop();
  await collector.start({ archive: undefined });
  await passLongWaits();
  expect(await countRows(key)).toEqual({ [nameOf(3)]: 1 });
  const erased = await fetch(`${collector.url}/api/v1/visitors/ada?site_id=${key}`, { method: 'DELETE' });
  expect(await erased.json()).toMatchObject({ erased: { archived: 1 } });
  await collector.stop();
  await rm(directory(), { recursive: true });
  await collector.start({ archive: undefined });
  expect((await run('list')).lines).toEqual([expect.stringContaining('set PASSERBY_ARCHIVE')]);
  await collector.stop();
  await collector.start();
});
