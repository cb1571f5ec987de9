import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { fastify, type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RequestError } from '../../errors.ts';
import { compressAnswers } from '../compress-answers.ts';
import { encodeRows, type Column, type Row } from './encode-rows.ts';
import { sendFile } from './send-file.ts';

let app: FastifyInstance;
afterEach(() => app.close());

async function serve(
  pages: () => AsyncGenerator<Row[]>,
  columns: Column[] = [{ name: 'n', type: 'number' }],
): Promise<string> {
  app = fastify();
  await compressAnswers(app);
  app.get('/', (_request, reply) =>
    sendFile(reply, { format: 'ndjson', file: 'a', parts: encodeRows('ndjson', columns, pages()) }),
  );
  return app.listen({ port: 0, host: '127.0.0.1' });
}

describe.each(['identity', 'gzip', 'br'])('in %s', (encoding) => {
  const headers = { 'accept-encoding': encoding };

  it('sends all pages as a file', async () => {
    const url = await serve(async function* () {
      yield [[1], [2]];
      yield [[3]];
    });
    const response = await fetch(url, { headers });
    expect(response.headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="a.ndjson"');
    expect(await response.text()).toBe('{"n":1}\n{"n":2}\n{"n":3}\n');
  });

  it('answers what fails before the first page by its status', async () => {
    // oxlint-disable-next-line require-yield
    const url = await serve(async function* () {
      throw Object.assign(new RequestError('query_timeout', 'too long'), { statusCode: 504 });
    });
    expect((await fetch(url, { headers })).status).toBe(504);
  });

  it('breaks the connection where a later page fails: a part looks like no whole', async () => {
    const url = await serve(async function* () {
      yield [[1]];
      throw new Error('ClickHouse went away');
    });
    const whole = fetch(url, { headers }).then((response) => (response.ok ? response.text() : 'refused'));
    // By the second where nothing of it had left.
    await expect(whole).rejects.toThrow(/terminated|fetch failed/);
  });

  it('reads no further than the client does, but for what is on the way', async () => {
    const pages = 30;
    let read = 0;
    const url = await serve(
      async function* () {
        // No compression makes much less of it.
        const toText = (): string => randomBytes(3_000).toString('base64');
        for (; read < pages; read++) yield Array.from({ length: 1_000 }, (_, index) => [index, toText()]);
      },
      [
        { name: 'n', type: 'number' },
        { name: 'text', type: 'text' },
      ],
    );
    const reader = (await fetch(url, { headers })).body?.getReader();
    await reader?.read();
    await setTimeout(1_000);
    // 4 MB each: the system takes some for the connection.
    expect(read).toBeLessThan(pages / 2);
    while (!(await reader?.read())?.done);
    expect(read).toBe(pages);
  });

  it('reads no further once the client has hung up', async () => {
    let ended = false;
    const url = await serve(async function* () {
      try {
        for (;;) yield Array.from({ length: 10_000 }, (_, index) => [index]);
      } finally {
        ended = true;
      }
    });
    const leaving = new AbortController();
    const response = await fetch(url, { headers, signal: leaving.signal });
    await response.body?.getReader().read();
    leaving.abort();
    await vi.waitFor(() => expect(ended).toBe(true), { timeout: 20_000 });
  });
});
