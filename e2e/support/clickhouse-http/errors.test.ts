import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { useServer } from './use-server.ts';

describe('a failed request', () => {
  const server = useServer();
  let client: ClickHouseClient;

  beforeAll(async () => {
    client = server.client();
    await client.command({ query: 'CREATE TABLE t (a UInt32) ENGINE = MergeTree ORDER BY a' });
  });

  it.each([
    ['SELECT 1 +', '62', 'SYNTAX_ERROR', 400],
    ['1 + 1', '62', 'SYNTAX_ERROR', 400],
    ['SELECT 1; SELECT 2', '62', 'SYNTAX_ERROR', 400],
    ['SELECT * FROM nope', '60', 'UNKNOWN_TABLE', 404],
    ['SELECT nope FROM t', '47', 'UNKNOWN_IDENTIFIER', 404],
    ['SELECT * FROM nope.t', '81', 'UNKNOWN_DATABASE', 404],
    ['CREATE TABLE t (a UInt32) ENGINE = Memory', '57', 'TABLE_ALREADY_EXISTS', 500],
    ['SELECT throwIf(1)', '395', 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO', 500],
    ['SELECT {n:UInt8}', '456', 'UNKNOWN_QUERY_PARAMETER', 500],
  ])('raises ClickHouseError for %j', async (query, code, type, status) => {
    const error = await client.command({ query }).catch((error_: unknown) => error_);
    expect(error).toBeInstanceOf(ClickHouseError);
    expect(error).toMatchObject({ code, type });

    const answer = await fetch(server.url, { method: 'POST', body: query });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-clickhouse-exception-code')).toBe(code);
    expect(await answer.text()).toMatch(
      new RegExp(`^Code: ${code}\\. DB::Exception: [^]*\\(${type}\\) \\(version 2`),
    );
  });

  it.each([
    [{ max_memory_usage: 'many' }, '27', 'CANNOT_PARSE_INPUT_ASSERTION_FAILED'],
    [{ no_such_setting: '1' }, '115', 'UNKNOWN_SETTING'],
    [{ 'x = 1, y': '1' }, '115', 'UNKNOWN_SETTING'],
  ])('refuses the settings %j', async (settings, code, type) => {
    await expect(client.command({ query: 'SELECT 1', clickhouse_settings: settings })).rejects.toMatchObject({
      code,
      type,
    });
  });

  it('names the row that could not be read', async () => {
    const values = [{ a: 1 }, { a: 'x' }];
    await expect(client.insert({ table: 't', values, format: 'JSONEachRow' })).rejects.toThrow('at row 2');
  });

  it('leaves the connection fit for the next request', async () => {
    const one = server.client({ max_open_connections: 1 });
    await expect(
      one.insert({ table: 'nope', values: [{ a: 1 }], format: 'JSONEachRow' }),
    ).rejects.toMatchObject({
      code: '60',
    });
    expect(await one.ping({ select: true })).toEqual({ success: true });
  });

  it('says so where a part of the interface is missing', async () => {
    const answer = await fetch(`${server.url}/?query=SELECT%201&compress=1`);
    expect(answer.status).toBe(501);
  });
});

describe('a server with a user', () => {
  const server = useServer({ user: 'passerby', password: 'sec:ret' });

  it('lets in who knows the password, by basic auth, headers or URL', async () => {
    const known = server.client({ username: 'passerby', password: 'sec:ret' });
    expect(await known.ping({ select: true })).toEqual({ success: true });
    const headers = { 'x-clickhouse-user': 'passerby', 'x-clickhouse-key': 'sec:ret' };
    expect((await fetch(`${server.url}/?query=SELECT%201`, { headers })).status).toBe(200);
    expect((await fetch(`${server.url}/?query=SELECT%201&user=passerby&password=sec%3Aret`)).status).toBe(
      200,
    );
  });

  it('keeps out who does not, but answers a ping', async () => {
    const stranger = server.client({ username: 'passerby', password: 'wrong' });
    await expect(stranger.query({ query: 'SELECT 1' })).rejects.toMatchObject({
      code: '516',
      type: 'AUTHENTICATION_FAILED',
    });
    expect((await fetch(`${server.url}/?query=SELECT%201`)).status).toBe(403);
    expect(await stranger.ping()).toEqual({ success: true });
  });
});
