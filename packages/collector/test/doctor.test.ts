import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import { openControlDatabase } from '../src/control/database.ts';
import { toUtcDay } from '../src/control/salts.ts';
import { controlPath } from '../src/ops/data-dir.ts';
import { examine, type Examined, type Finding } from '../src/ops/doctor.ts';
import { toBatch, useCollector } from './use-collector.ts';

const statfs = vi.hoisted(() => vi.fn<(path: string) => Promise<unknown>>());
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  statfs.mockImplementation(real.statfs);
  return { ...real, statfs };
});

const existsSync = vi.hoisted(() => vi.fn<typeof import('node:fs').existsSync>());
vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>();
  existsSync.mockImplementation(real.existsSync);
  return { ...real, existsSync };
});

const collector = useCollector({ trustedProxies: [] });
afterEach(() => vi.restoreAllMocks());

async function doctor(overrides: Partial<Examined> = {}): Promise<Record<string, Finding>> {
  const { dataDir, clickhouseUrl } = collector.config;
  const findings = await examine({
    dataDir,
    ...(clickhouseUrl !== undefined && { clickhouseUrl }),
    trustedProxies: [],
    url: collector.url,
    ...overrides,
  });
  // Whatever is not well says what to do.
  for (const { state, fix } of findings) expect([state, fix === undefined]).toEqual([state, state === 'ok']);
  return Object.fromEntries(findings.map((finding) => [finding.what, finding]));
}

describe('passerby doctor', () => {
  it('finds nothing wrong with a collector that runs', async () => {
    const findings = await doctor();
    expect(Object.keys(findings)).toEqual(
      expect.arrayContaining([
        'collector',
        'disk',
        'log',
        'clickhouse',
        'clock',
        'salts',
        'proxies',
        'geo',
        'lag',
      ]),
    );
    const { disk, clock, ...others } = findings;
    for (const finding of [disk, clock]) expect(['ok', 'WARN']).toContain(finding?.state); // of whoever runs the tests
    expect(Object.values(others).map(({ what, state }) => [what, state])).toEqual(
      Object.keys(others).map((what) => [what, 'ok']),
    );
  });

  it('fails on a disk that is nearly full, and on a directory that cannot be written', async () => {
    statfs.mockResolvedValueOnce({ bavail: 100, blocks: 1e6, bsize: 4096 });
    expect((await doctor())['disk']).toMatchObject({
      state: 'FAIL',
      fix: expect.stringContaining('free space'),
    });
    statfs.mockResolvedValueOnce({ bavail: 1e6, blocks: 1e8, bsize: 4096 });
    expect((await doctor())['disk']).toMatchObject({ state: 'WARN' });
    expect((await doctor({ dataDir: '/nowhere/at/all' }))['disk']).toMatchObject({ state: 'FAIL' });
  });

  it('warns of a damaged log that was put aside, until it is deleted', async () => {
    const putAside = `${collector.config.dataDir}/log.lmdb.damaged-2026-11-24T20-05-00.000Z`;
    writeFileSync(putAside, '');
    expect((await doctor())['log']).toMatchObject({
      state: 'WARN',
      says: expect.stringContaining(putAside),
      fix: expect.stringContaining('check the disk'),
    });
    rmSync(putAside);
    expect((await doctor())['log']).toMatchObject({ state: 'ok' });
  });

  it('fails where no ClickHouse answers', async () => {
    expect((await doctor({ clickhouseUrl: 'http://127.0.0.1:2/x' }))['clickhouse']).toMatchObject({
      state: 'FAIL',
      says: expect.stringContaining('no ClickHouse answers at http://127.0.0.1:2/x'),
    });
  });

  it.each<[isSet: boolean, finding: Partial<Finding>]>([
    [true, { state: 'ok', says: 'set by systemd-timesyncd' }],
    [
      false,
      {
        state: 'WARN',
        says: expect.stringMatching(/^unverified: /) as string,
        fix: expect.stringContaining('timedatectl set-ntp true') as string,
      },
    ],
  ])(
    'warns of a clock of which nothing tells that it is right (a service sets it: %s)',
    async (isSet, finding) => {
      const { existsSync: exists } = await vi.importActual<typeof import('node:fs')>('node:fs');
      existsSync.mockImplementation((path) =>
        path === '/run/systemd/timesync/synchronized' ? isSet : exists(path),
      );
      expect((await doctor({ clickhouseUrl: undefined as never }))['clock']).toMatchObject(finding);
      existsSync.mockImplementation(exists);
    },
  );

  it('fails where the clock of the collector is another', async () => {
    const now = Date.now();
    vi.spyOn(Date, 'now').mockImplementation(() => now + 60_000);
    expect((await doctor())['clock']).toMatchObject({
      state: 'FAIL',
      says: expect.stringContaining("s behind this machine's"),
    });
  });

  it('fails on a salt that should be gone, and on one of a day to come', async () => {
    const control = await openControlDatabase(controlPath(collector.config.dataDir));
    const today = toUtcDay(Date.now());
    const withSalt = async (day: number): Promise<Finding | undefined> => {
      await control
        .insertInto('salts')
        .values({ day, salt: Buffer.alloc(32) })
        .execute();
      const { salts } = await doctor();
      await control.deleteFrom('salts').where('day', '=', day).execute();
      return salts;
    };
    expect(await withSalt(today - 2)).toMatchObject({
      state: 'FAIL',
      says: expect.stringContaining('before yesterday'),
    });
    expect(await withSalt(today + 1)).toMatchObject({
      state: 'FAIL',
      says: expect.stringContaining('to come'),
    });
    await control.destroy();
  });

  it('warns of a proxy that is not trusted, behind which all visitors are one', async () => {
    const batch = toBatch([{}]);
    expect((await collector.post(batch, { 'x-forwarded-for': '192.0.2.1' })).status).toBe(202);
    expect((await doctor())['proxies']).toMatchObject({
      state: 'WARN',
      fix: expect.stringContaining('PASSERBY_TRUSTED_PROXIES'),
    });
    await collector.stop();
    await collector.start({ trustedProxies: ['127.0.0.1/32'] });
    expect((await collector.post(batch, { 'x-forwarded-for': '192.0.2.1' })).status).toBe(202);
    expect((await doctor())['proxies']).toMatchObject({ state: 'ok' });
    expect((await doctor({ trustedProxies: ['proxy.example'] }))['proxies']).toMatchObject({ state: 'FAIL' });
  });

  it('fails on a file that is no mmdb', async () => {
    expect((await doctor({ geoDb: fileURLToPath(import.meta.url) }))['geo']).toMatchObject({ state: 'FAIL' });
  });

  it('fails on a list of spam that is none, and reads one that is', async () => {
    const referrerSpam = fileURLToPath(import.meta.url);
    expect((await doctor({ referrerSpam }))['spam']).toMatchObject({ state: 'FAIL' });
    expect((await doctor({ referrerSpam: '/dev/null' }))['spam']).toMatchObject({ state: 'ok' });
  });

  it('fails where the collector takes no events, and says why', async () => {
    await collector.stop();
    await collector.start({ minFreeBytes: Number.MAX_SAFE_INTEGER });
    const findings = await doctor();
    await collector.stop();
    await collector.start();
    expect(findings['collector']).toMatchObject({
      state: 'FAIL',
      says: 'takes no events: the disk of the collector is nearly full; send them again later',
    });
  });

  it('takes no other service for a collector', async () => {
    vi.spyOn(globalThis, 'fetch').mockImplementation(() =>
      Promise.resolve(new Response('<h1>Not Found</h1>', { status: 404 })),
    );
    const { collector: found } = await doctor({ clickhouseUrl: undefined as never });
    expect(found).toMatchObject({ state: 'WARN', says: `what answers at ${collector.url} is no collector` });
  });

  it('speaks of the archive where there is one, and fails where its files cannot be written', async () => {
    expect((await doctor())['archive']).toBeUndefined();
    expect((await doctor({ archive: 'files' }))['archive']).toMatchObject({ state: 'ok' });
    const tell = (failures: number): void => {
      const text = `passerby_archive_files_waiting 3\npasserby_archive_failures_total ${failures}\n`;
      vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(new Response(text)));
    };
    expect((await doctor({ clickhouseUrl: 'http://127.0.0.1:2/x' }))['archive']).toBeUndefined();
    tell(0);
    expect((await doctor({ archive: 'files' }))['archive']).toMatchObject({ state: 'ok' });
    tell(2);
    expect((await doctor({ archive: 'files' }))['archive']).toMatchObject({
      state: 'FAIL',
      says: '3 files wait to be written, 2 attempts failed since the start',
    });
  });

  it('fails where events wait and none is written', async () => {
    const queue = 'passerby_events_queued 7\npasserby_events_stored_total 3\n';
    vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(new Response(queue)));
    const { lag } = await doctor({ clickhouseUrl: undefined as never });
    expect(lag).toMatchObject({ state: 'FAIL', says: '7 events wait, 0 were written in 3 s' });
  });

  it('says so on a line each, and ends with 1', async () => {
    await collector.stop();
    const program = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
    const { dataDir } = collector.config;
    const url = inject('clickhouseUrl') === '' ? 'http://127.0.0.1:2' : collector.config.clickhouseUrl;
    const run = (clickhouse: string | undefined): Promise<{ code: unknown; lines: string[] }> =>
      new Promise((resolve) => {
        execFile(
          process.execPath,
          [
            program,
            'doctor',
            '--data-dir',
            dataDir,
            '--url',
            'http://127.0.0.1:2',
            ...(clickhouse ? ['--clickhouse-url', clickhouse] : []),
          ],
          (error, stdout) => resolve({ code: error?.code ?? 0, lines: stdout.trim().split('\n') }),
        );
      });
    const failed = await run('http://127.0.0.1:2');
    expect(failed.code).toBe(1);
    expect(failed.lines).toContainEqual(
      expect.stringMatching(/^FAIL {2}clickhouse .*; events wait in the log/),
    );
    const well = await run(inject('clickhouseUrl') === '' ? undefined : url);
    expect(well.lines.filter((line) => line.startsWith('FAIL') && !line.includes('disk'))).toEqual([]);
    expect(well.lines).toContainEqual(expect.stringMatching(/^WARN {2}collector {2}nothing answers at/));
    await collector.start();
  });
});
