import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import type { ClickHouseClient } from '@clickhouse/client';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useServer } from './use-server.ts';

const server = useServer();
let client: ClickHouseClient;

beforeAll(() => {
  client = server.client();
});

beforeEach(async () => {
  await client.command({
    query: 'CREATE OR REPLACE TABLE t (a UInt32, s String) ENGINE = MergeTree ORDER BY a',
  });
});

async function stored(query = 'SELECT a, s FROM t ORDER BY a'): Promise<unknown[]> {
  return await (await client.query({ query, format: 'JSONCompactEachRow' })).json();
}

describe('an insert', () => {
  it('stores objects and says how many', async () => {
    const values = [
      { a: 1, s: "it's" },
      { a: 2, s: '漢\n;' },
    ];
    const { summary } = await client.insert({ table: 't', values, format: 'JSONEachRow' });
    expect(summary?.written_rows).toBe('2');
    expect(await stored()).toEqual([
      [1, "it's"],
      [2, '漢\n;'],
    ]);
  });

  it('stores a stream of objects', async () => {
    const rows = Array.from({ length: 50_000 }, (_, a) => ({ a, s: `row ${a}` }));
    await client.insert({ table: 't', values: Readable.from(rows), format: 'JSONEachRow' });
    expect(await stored('SELECT count(), sum(a), uniqExact(s) FROM t')).toEqual([
      [50_000, 1_249_975_000, 50_000],
    ]);
  });

  it.each([
    ['CSV', '1,"two\nlines"\n2,"a ""word"""\n'],
    ['TabSeparated', '1\ttwo\\nlines\n2\ta "word"\n'],
    ['CSVWithNames', '"s","a"\n"two\nlines",1\n"a ""word""",2\n'],
  ] as const)('stores a raw stream of %s', async (format, body) => {
    // Chunks that end in the middle of a row.
    const chunks = body.match(/[^]{1,5}/g) ?? [];
    await client.insert({ table: 't', values: Readable.from(chunks, { objectMode: false }), format });
    expect(await stored()).toEqual([
      [1, 'two\nlines'],
      [2, 'a "word"'],
    ]);
  });

  it.each(['RowBinary', 'Native', 'Parquet'])('keeps every byte of a %s body', async (format) => {
    await client.command({ query: 'CREATE OR REPLACE TABLE copy AS t' });
    const s = randomBytes(100_000).toString('latin1');
    await client.insert({
      table: 't',
      values: [
        // 10 is a newline in RowBinary, which is where a FORMAT clause ends.
        { a: 10, s },
        { a: 11, s: '\0' },
      ],
      format: 'JSONEachRow',
    });
    const { stream } = await client.exec({ query: `SELECT * FROM t ORDER BY a FORMAT ${format}` });
    const body = await buffer(stream);
    const query = encodeURIComponent(`INSERT INTO copy FORMAT ${format}`);
    const answer = await fetch(`${server.url}/?query=${query}`, {
      method: 'POST',
      body: new Uint8Array(body),
    });
    expect(answer.status).toBe(200);
    expect(await stored('SELECT * FROM copy ORDER BY a')).toEqual([
      [10, s],
      [11, '\0'],
    ]);
  });

  it('may come as one body', async () => {
    await client.command({ query: `INSERT INTO t (s, a) VALUES ('x;', 1), ('y', 2)` });
    await fetch(server.url, { method: 'POST', body: 'INSERT INTO t FORMAT JSONEachRow\n{"a":3,"s":"z"}' });
    await client.command({ query: 'INSERT INTO t SELECT a + 10, s FROM t WHERE a = 1' });
    expect(await stored()).toEqual([
      [1, 'x;'],
      [2, 'y'],
      [3, 'z'],
      [11, 'x;'],
    ]);
  });

  // chDB ends the rows of an INSERT at an empty line and runs what follows as SQL.
  it.each([
    ['CSV', '1,"two\n\nlines"\n2,x\n'],
    ['JSONEachRow', '\n\n{"a":1,"s":"two\\n\\nlines"}\n\n\n{"a":2,"s":"x"}\n'],
    ['Values', "(1,'two\n\nlines'),\n\n(2,'x')"],
  ] as const)('takes an empty line for a part of its rows in %s', async (format, body) => {
    const query = encodeURIComponent(`INSERT INTO t FORMAT ${format}`);
    await fetch(`${server.url}/?query=${query}`, { method: 'POST', body });
    await fetch(`${server.url}/?query=${query}`, { method: 'POST', body: `${body}\n\nDROP TABLE t` });
    expect(await stored('SELECT a, any(s) FROM t GROUP BY a ORDER BY a')).toEqual([
      [1, 'two\n\nlines'],
      [2, 'x'],
    ]);
  });

  it('takes settings and parameters from its own text and from the URL', async () => {
    await client.exec({
      query:
        'INSERT INTO {table:Identifier} (a) SETTINGS input_format_skip_unknown_fields = 0 FORMAT JSONEachRow',
      query_params: { table: 't' },
      clickhouse_settings: { input_format_skip_unknown_fields: 1 },
      values: Readable.from('{"a":1}', { objectMode: false }),
    });
    await expect(
      client.insert({
        table: 't',
        values: [{ a: 1, b: 2 }],
        format: 'JSONEachRow',
        clickhouse_settings: { input_format_skip_unknown_fields: 0 },
      }),
    ).rejects.toMatchObject({ code: '117' });
    expect(await stored()).toEqual([[1, '']]);
  });

  it('without rows succeeds and stores none', async () => {
    const query = encodeURIComponent('INSERT INTO t FORMAT JSONEachRow');
    const answer = await fetch(`${server.url}/?query=${query}`, { method: 'POST' });
    expect(answer.status).toBe(200);
    expect(await stored()).toEqual([]);
  });

  it('stores nothing of a body that was cut off', async () => {
    const query = encodeURIComponent('INSERT INTO t FORMAT JSONEachRow');
    const request = http.request(`${server.url}/?query=${query}`, { method: 'POST' });
    const closed = new Promise((resolve) => request.on('error', () => {}).once('close', resolve));
    request.write('{"a":1,"s":"x"}\n', () => request.destroy());
    await closed;
    expect(await stored()).toEqual([]);
  });
});

describe('compression', () => {
  it.each(['gzip', 'zstd', 'br'] as const)('works in both directions with %s', async (codec) => {
    const compressing = server.client({ compression: { request: { codec }, response: { codec } } });
    await compressing.insert({
      table: 't',
      values: [{ a: 1, s: 'x'.repeat(10_000) }],
      format: 'JSONEachRow',
    });
    const rows = await compressing.query({
      query: 'SELECT a, length(s) FROM t',
      format: 'JSONCompactEachRow',
    });
    expect(rows.response_headers['content-encoding']).toBe(codec);
    expect(await rows.json()).toEqual([[1, 10_000]]);
  });

  it('reaches errors, too', async () => {
    const compressing = server.client({ compression: { response: true } });
    await expect(compressing.query({ query: 'SELECT nope' })).rejects.toMatchObject({ code: '47' });
  });

  it('stays off unless enable_http_compression is set', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    const plain = await fetch(`${server.url}/?query=SELECT%201`, { headers });
    const packed = await fetch(`${server.url}/?query=SELECT%201&enable_http_compression=1`, { headers });
    expect([plain.headers.get('content-encoding'), packed.headers.get('content-encoding')]).toEqual([
      null,
      'gzip',
    ]);
  });

  it('says what is wrong with a broken body', async () => {
    const query = encodeURIComponent('INSERT INTO t FORMAT JSONEachRow');
    const answer = await fetch(`${server.url}/?query=${query}`, {
      method: 'POST',
      headers: { 'content-encoding': 'gzip' },
      body: new Uint8Array(gzipSync('{"a":1,"s":"x"}').subarray(0, 12)),
    });
    expect(answer.headers.get('x-clickhouse-exception-code')).toBe('354');
    expect(await stored()).toEqual([]);
  });
});
