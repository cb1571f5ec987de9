import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openClickHouse } from './clickhouse.ts';

interface Asked {
  url: string;
  body: string;
}

/** Answers as a ClickHouse server whose every row is `[1]`, and keeps what it was asked. */
const asked: Asked[] = [];
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const isGzip = request.headers['content-encoding'] === 'gzip';
  asked.push({ url: request.url ?? '', body: await text(isGzip ? request.pipe(createGunzip()) : request) });
  response.end('[1]\n');
}
let server: Server;
beforeEach(async () => {
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => server.close());

it('sends many values to a server in the body, and the settings in the statement too', async () => {
  const { port } = server.address() as AddressInfo;
  const clickhouse = await openClickHouse({ clickhouseUrl: `http://127.0.0.1:${port}/x`, dataDir: '' });
  const select = (count: number): Promise<unknown[][]> =>
    clickhouse.select({
      query: 'SELECT 1 WHERE 1 IN {values:Array(UInt64)}',
      query_params: { values: Array.from({ length: count }, (_, index) => 2n ** 63n + BigInt(index)) },
      clickhouse_settings: { max_rows_to_read: '5' },
    });
  expect(await select(2)).toEqual([[1]]);
  expect(asked.at(-1)?.url).toContain('param_values=');
  expect(await select(5_000)).toEqual([[1]]);
  await clickhouse.close();

  const { url = '', body = '' } = asked.at(-1) ?? {};
  expect(url.length).toBeLessThan(2_000);
  expect(body).toContain('name="param_values"\r\n\r\n[9223372036854775808,9223372036854775809,');
  expect(body).toMatch(/SETTINGS max_rows_to_read = '5', output_format_json_quote_64bit_integers = '0'/);
});

it('takes lines from a server as it writes them, once all are there: an error in the middle would look like one', async () => {
  const { port } = server.address() as AddressInfo;
  const clickhouse = await openClickHouse({ clickhouseUrl: `http://127.0.0.1:${port}/x`, dataDir: '' });
  const lines = await clickhouse.selectLines({
    query: 'SELECT 1',
    clickhouse_settings: { max_rows_to_read: '5' },
  });
  await clickhouse.close();

  expect(lines.toString()).toBe('[1]\n');
  const { url = '', body = '' } = asked.at(-1) ?? {};
  expect(new URL(url, 'http://server').searchParams.get('wait_end_of_query')).toBe('1');
  expect(body).toMatch(/^SELECT 1\nSETTINGS max_rows_to_read = '5', .*\nFORMAT JSONEachRow$/);
});
