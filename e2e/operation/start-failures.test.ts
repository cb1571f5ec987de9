import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startCollector } from '../support/collector.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'passerby-start-'));
});

afterEach(() => {
  chmodSync(directory, 0o700);
  rmSync(directory, { recursive: true, force: true });
});

test('a port in use is one clear line and exit code 1', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const output = await failToStart({ PASSERBY_PORT: String(port) });
  expect(output).toEqual([expect.stringContaining(`PASSERBY_PORT: ${port} is in use`)]);
  server.close();
});

test('a data directory that cannot be made is one clear line and exit code 1', async () => {
  writeFileSync(join(directory, 'file'), '');
  const output = await failToStart({ PASSERBY_DATA_DIR: join(directory, 'file', 'data') });
  expect(output).toEqual([expect.stringContaining('PASSERBY_DATA_DIR: cannot write in')]);
});

test('a second process on the same data directory is one clear line and exit code 1', async () => {
  const first = await startCollector({ dataDir: directory });
  const output = await failToStart({});
  expect(output).toEqual([expect.stringContaining('is in use by another passerby process')]);
  await first.stop();
});

test.for([
  ['a server that is not there', 'http://127.0.0.1:9/passerby', 'CLICKHOUSE_URL: no ClickHouse answers at'],
  ['no URL', 'localhost:9000', 'CLICKHOUSE_URL: "localhost:9000" is not an http(s) URL'],
  [
    'a password',
    'http://default:secret@127.0.0.1:9',
    'CLICKHOUSE_URL: no ClickHouse answers at http://127.0.0.1:9',
  ],
])('a CLICKHOUSE_URL of %s is one clear line and exit code 1', async ([, url = '', line = '']) => {
  const output = await failToStart({ CLICKHOUSE_URL: url });
  expect(output).toEqual([expect.stringContaining(line)]);
  expect(output[0]).not.toContain('secret');
});

test('a port that is no number names the flag and the choices', async () => {
  await expect(startCollector({ dataDir: directory, env: { PASSERBY_PORT: 'eighty' } })).rejects.toThrow(
    /whole number from 0 to 65535/,
  );
});

/** Lines that the collector printed before it ended with exit code 1. */
async function failToStart(env: Record<string, string>): Promise<string[]> {
  const message = await startCollector({ dataDir: directory, env }).then(
    (collector) => collector.stop(),
    (error: Error) => error.message,
  );
  const [status, ...output] = message?.trim().split('\n') ?? ['it started'];
  expect(status).toBe('the collector ended with exit code 1:');
  return output;
}
