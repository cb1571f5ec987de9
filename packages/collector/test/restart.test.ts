import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openLmdbLog } from '../src/log/lmdb-log.ts';
import { toViewRow } from './to-view-row.ts';
import { toBatch, useCollector } from './use-collector.ts';

const collector = useCollector();
const minutesAgo = (minutes: number): number => Date.now() - minutes * 60_000;

describe('a collector that stops and starts again', () => {
  it('splits no visit and keeps all data', async () => {
    const now = Date.now();
    const at = (minutes: number): { time: number } => ({ time: now - minutes * 60_000 });
    await collector.send([at(20), at(10)]);
    await collector.stop();
    await collector.start();
    await collector.send([at(1)]);
    await collector.whenStored(3);
    const { results } = await collector.query({ metrics: ['visits', 'visitors', 'visit_duration'] });
    expect(results[0]?.metrics).toEqual([1, 1, 19 * 60]);
  });

  it('knows the events it took before as duplicates', async () => {
    const batch = toBatch([{ time: minutesAgo(5) }]);
    expect(await (await collector.post(batch)).json()).toMatchObject({ accepted: 1, duplicates: 0 });
    await collector.stop();
    await collector.start();
    expect(await (await collector.post(batch)).json()).toMatchObject({ accepted: 0, duplicates: 1 });
    await collector.whenStored(4);
  });

  it('writes at its stop what waits in the log', async () => {
    await collector.stop();
    await collector.start({ maxLagMs: 60_000 });
    await collector.send([{}]);
    await collector.whenStored(5);
    await collector.send([{}, {}]); // within the lag of the first: nothing writes them before the stop
    await collector.stop();
    await collector.start();
    const { results } = await collector.query({ metrics: ['events', 'visits'] });
    expect(results[0]?.metrics).toEqual([7, 1]);
  });

  it('mends a log that the disk has damaged, says so, and goes on', async () => {
    await collector.stop();
    const file = `${collector.config.dataDir}/log.lmdb`;
    const log = openLmdbLog(file, { maxBytes: 1e9, maxDedupeIds: 1e6 });
    const waiting = { id: randomUUID(), siteId: 1, time: Date.now(), visitor: '77', previous: undefined };
    await log.append([{ ...waiting, row: toViewRow(waiting.id, waiting.time) }], waiting.time);
    await log.close();
    // LMDB alone ends the process with SIGSEGV here.
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(8192), 0, 8192, 0);
    closeSync(handle);
    await collector.start();
    await collector.whenStored(8);
    const metrics = await (await fetch(`${collector.url}/metrics`)).text();
    expect(metrics).toMatch(/^passerby_log_damages_total 1$/m);
    expect(readdirSync(collector.config.dataDir)).toContainEqual(
      expect.stringMatching(/^log\.lmdb\.damaged-\d{4}-\d\d-\d\dT/),
    );
    await collector.send([{}]);
    await collector.whenStored(9);
  });

  it('takes what is on its way when it begins to stop', async () => {
    const body = JSON.stringify(toBatch([{}]));
    const socket = connect(Number(new URL(collector.url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    const closed = once(socket, 'close');
    await once(socket, 'connect');
    socket.write(`POST /api/v1/events HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${body.length}\r\n`);
    await fetch(`${collector.url}/healthz`);
    const stopped = collector.stop();
    await Promise.resolve();
    socket.write(`content-type: application/json\r\n\r\n${body}`);
    await Promise.all([stopped, closed]);
    expect(answer).toMatch(/^HTTP\/1\.1 202 .+"accepted":1/s);
    await collector.start();
    await collector.whenStored(10);
  });

  it('does not wait for who connected and said nothing', { timeout: 40_000 }, async () => {
    const socket = connect(Number(new URL(collector.url).port), '127.0.0.1');
    await once(socket, 'connect');
    await collector.stop();
    await expect.poll(() => socket.closed).toBe(true);
    await collector.start();
  });
});

describe('a start', () => {
  it('in a data directory that another process has taken says so', async () => {
    await expect(collector.start()).rejects.toThrow(
      /PASSERBY_DATA_DIR: ".+" is in use by another passerby process/,
    );
  });

  it('on a port in use says so, and gives the data directory free', async () => {
    const port = Number(new URL(collector.url).port);
    const dataDir = `${collector.config.dataDir}/other`;
    // Both fail before ClickHouse is opened or after it is closed again: chDB binds a process to one directory.
    const other = { port, dataDir, clickhouseUrl: collector.config.clickhouseUrl ?? 'http://127.0.0.1:1' };
    const expected = collector.config.clickhouseUrl
      ? /PASSERBY_PORT: \d+ is in use/
      : /CLICKHOUSE_URL: no ClickHouse/;
    await expect(collector.start(other)).rejects.toThrow(expected);
    await expect(collector.start(other)).rejects.toThrow(expected);
  });

  it.each([
    ['ftp://localhost', /CLICKHOUSE_URL: "ftp:\/\/localhost" is not an http\(s\) URL/],
    [
      'http://user:secret@127.0.0.1:1/db',
      /no ClickHouse answers at http:\/\/127\.0\.0\.1:1\/db .+; check the address/,
    ],
  ])('with the wrong CLICKHOUSE_URL %s says so, without the password', async (clickhouseUrl, message) => {
    const dataDir = `${collector.config.dataDir}/other`;
    const failed = collector.start({ clickhouseUrl, dataDir });
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.not.toThrow(/secret/);
  });

  it.each(['nonsense', '10.0.0.0/99', ''])('with the trusted proxy "%s" says so', async (proxy) => {
    const dataDir = `${collector.config.dataDir}/other`;
    await expect(collector.start({ trustedProxies: [proxy], dataDir })).rejects.toThrow(
      /PASSERBY_TRUSTED_PROXIES/,
    );
  });
});
