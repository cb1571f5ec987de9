import http from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import { TupleParam } from '@clickhouse/client';
import { describe, expect, it } from 'vitest';
import { useServer } from './use-server.ts';

const server = useServer();

describe('a health check', () => {
  it('is answered by /ping and by SELECT', async () => {
    const client = server.client();
    expect(await client.ping()).toEqual({ success: true });
    expect(await client.ping({ select: true })).toEqual({ success: true });
  });

  it('answers Ok to / and 404 to a path that does not exist', async () => {
    expect(await (await fetch(server.url)).text()).toBe('Ok.\n');
    expect((await fetch(`${server.url}/nope`)).status).toBe(404);
  });
});

describe('a query', () => {
  it('streams its rows in order', async () => {
    const rows = await server
      .client()
      .query({ query: 'SELECT number FROM numbers(200000)', format: 'JSONEachRow' });
    let next = 0;
    for await (const chunk of rows.stream<{ number: number }>()) {
      for (const row of chunk) {
        if (row.json().number !== next) throw new Error(`row ${next} is ${row.text}`);
        next += 1;
      }
    }
    expect(next).toBe(200_000);
  });

  it.each([
    ['JSON', '"data":\n\t[\n\t\t{\n\t\t\t"a": 1,'],
    ['JSONCompact', '[1, "é\\t"]'],
    ['JSONCompactEachRow', '[1, "é\\t"]\n'],
    ['TabSeparatedWithNames', 'a\tb\n1\té\\t\n'],
    ['CSV', '1,"é\t"\n'],
  ] as const)('answers in %s', async (format, expected) => {
    const rows = await server.client().query({ query: `SELECT 1 AS a, 'é\\t' AS b`, format });
    expect(await rows.text()).toContain(expected);
    expect(rows.response_headers['x-clickhouse-format']).toBe(format);
  });

  it.each([
    ['RowBinary', '01000000036100ff'],
    ['Native', '020101610655496e74333201000000016206537472696e67036100ff'],
  ])('keeps every byte of %s', async (format, expected) => {
    const query = `SELECT 1::UInt32 AS a, 'a\\0\\xff' AS b FORMAT ${format}`;
    const { stream } = await server.client().exec({ query });
    expect((await buffer(stream)).toString('hex')).toBe(expected);
  });

  it('answers in the database, under the query id and within the session that were asked for', async () => {
    const client = server.client({ database: 'system' });
    const rows = await client.query({
      query: 'SELECT currentDatabase() AS db',
      format: 'JSONEachRow',
      query_id: 'my-id',
      session_id: 'my-session',
    });
    expect(await rows.json()).toEqual([{ db: 'system' }]);
    expect(rows.response_headers['x-clickhouse-query-id']).toBe('my-id');
  });

  it('tells in a summary what it did', async () => {
    const { summary } = await server.client().command({ query: 'SELECT number FROM numbers(7)' });
    expect(summary).toMatchObject({
      result_rows: '7',
      written_rows: '0',
      elapsed_ns: expect.stringMatching(/^\d+$/),
    });
  });
});

describe('query parameters', () => {
  const strings = [
    "it's",
    String.raw`back\slash`,
    'tab\tnew\nline\r',
    'é 漢 😀',
    "'; DROP TABLE x; --",
    '',
    String.raw`\N`,
  ];
  const asUrl = { use_multipart_params: false };
  const asForm = { use_multipart_params: true };

  it.each([asUrl, asForm])('arrive as they are (%j)', async (config) => {
    const client = server.client(config);
    const rows = await client.query({
      query: `SELECT {list:Array(String)} AS list, {one:String} AS one, {none:Nullable(String)} AS none, {map:Map(String, UInt8)} AS map,
        {pair:Tuple(UInt8, String)} AS pair, {at:DateTime64(3, 'UTC')} AS at, {yes:Bool} AS yes, {big:UInt64}::String AS big`,
      format: 'JSONEachRow',
      query_params: {
        list: strings,
        one: strings[0],
        none: null,
        map: { "k'1": 1 },
        pair: new TupleParam([1, "b'"]),
        at: new Date('2026-11-22T01:02:03.456Z'),
        yes: true,
        big: 18_446_744_073_709_551_615n,
      },
    });
    expect(await rows.json()).toEqual([
      {
        list: strings,
        one: strings[0],
        none: null,
        map: { "k'1": 1 },
        pair: [1, "b'"],
        at: '2026-11-22 01:02:03.456',
        yes: true,
        big: '18446744073709551615',
      },
    ]);
  });

  it('arrive as they are, one by one', async () => {
    const client = server.client();
    const answers = await Promise.all(
      strings.map(async (value) => {
        const rows = await client.query({
          query: 'SELECT {value:String} AS value',
          query_params: { value },
          format: 'JSONEachRow',
        });
        return await rows.json<{ value: string }>();
      }),
    );
    expect(answers.map(([row]) => row?.value)).toEqual(strings);
  });
});

describe('plain HTTP', () => {
  it('answers GET /?query= in TabSeparated', async () => {
    const answer = await fetch(`${server.url}/?query=${encodeURIComponent('SELECT 1, 2')}`);
    expect(await answer.text()).toBe('1\t2\n');
    expect(answer.headers.get('content-type')).toBe('text/tab-separated-values; charset=UTF-8');
  });

  it('lets GET read only', async () => {
    const query = encodeURIComponent('CREATE TABLE from_get (a Int8) ENGINE = Memory');
    const answer = await fetch(`${server.url}/?query=${query}`);
    expect(answer.headers.get('x-clickhouse-exception-code')).toBe('164');
  });

  it('takes half of a query from the URL and half from the body', async () => {
    const answer = await fetch(`${server.url}/?query=SELECT`, { method: 'POST', body: '42' });
    expect(await answer.text()).toBe('42\n');
  });

  it('keeps a connection for the next request', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const get = async (): Promise<boolean> => {
      const request = http.get(`${server.url}/?query=SELECT%201`, { agent });
      const response = await new Promise<http.IncomingMessage>((resolve) =>
        request.once('response', resolve),
      );
      expect(await text(response)).toBe('1\n');
      return request.reusedSocket;
    };
    expect(await get()).toBe(false);
    expect(await get()).toBe(true);
    agent.destroy();
  });
});
