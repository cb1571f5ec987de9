import type { Query } from '@passerby/wire';
import { describe, expect, it } from 'vitest';
import { ApiFailure, createApi } from './client.ts';

const query: Query = { site_id: 'shop.example', metrics: ['visitors'], date_range: '7d' };
const signal = new AbortController().signal;

function createAnswering(answer: () => Response) {
  const requests: { path: string; init: RequestInit }[] = [];
  const api = createApi({
    fetch: (path, init) => {
      requests.push({ path: path instanceof Request ? path.url : path.toString(), init: init ?? {} });
      return Promise.resolve(answer());
    },
  });
  return { api, requests };
}

describe('the query API', () => {
  it('is asked below the path of the page, with the query as its body', async () => {
    const { api, requests } = createAnswering(() => Response.json({ results: [], meta: {}, query }));
    await api.query(query, signal);
    expect(requests[0]?.path).toBe('api/v1/query');
    expect(await new Response(requests[0]?.init.body).json()).toEqual(query);
  });

  it('is asked several queries at once, and hands on why one has no answer', async () => {
    const answer = { results: [], meta: {}, query };
    const refused = { status: 429, error: { code: 'too_many_requests', message: 'Wait.' }, retry_after: 5 };
    const { api, requests } = createAnswering(() => Response.json({ answers: [answer, refused] }));
    const answers = await api.queryAll([query, query], signal);
    expect(requests[0]?.path).toBe('api/v1/query/batch');
    expect(await new Response(requests[0]?.init.body).json()).toEqual({ queries: [query, query] });
    expect(answers).toEqual([answer, expect.any(ApiFailure)]);
    expect(answers[1]).toMatchObject({
      status: 429,
      code: 'too_many_requests',
      message: 'Wait.',
      retryAfterMs: 5_000,
    });
  });

  it('is signed in to by a secret, and out of, with answers that have no body', async () => {
    const { api, requests } = createAnswering(() => new Response(null, { status: 204 }));
    await api.signIn('s3cret', signal);
    await api.signOut(signal);
    expect(requests.map(({ path, init }) => [init.method, path, init.body])).toEqual([
      ['POST', 'api/v1/session', '{"secret":"s3cret"}'],
      ['DELETE', 'api/v1/session', undefined],
    ]);
  });

  it("hands on the collector's code, message and Retry-After", async () => {
    const body = { error: { code: 'rate_limited', message: 'Slow down.' } };
    const { api } = createAnswering(() =>
      Response.json(body, { status: 429, headers: { 'retry-after': '3' } }),
    );
    const failure = await api.sites(signal).catch((error: ApiFailure) => error);
    expect(failure).toMatchObject({
      status: 429,
      code: 'rate_limited',
      message: 'Slow down.',
      retryAfterMs: 3000,
    });
  });

  it('survives a proxy that answers with a page of its own', async () => {
    const down = createAnswering(() => new Response('<h1>502</h1>', { status: 502 }));
    await expect(down.api.sites(signal)).rejects.toMatchObject({ status: 502, code: 'bad_answer' });
    const odd = createAnswering(() => new Response('<h1>Welcome</h1>'));
    await expect(odd.api.sites(signal)).rejects.toMatchObject({ status: 200, code: 'bad_answer' });
  });

  it('tells an unreachable collector from an aborted request', async () => {
    const api = createApi({ fetch: () => Promise.reject(new TypeError('fetch failed')) });
    await expect(api.sites(signal)).rejects.toMatchObject({ status: 0, code: 'no_answer' });
    await expect(api.sites(AbortSignal.abort())).rejects.toThrow('fetch failed');
  });
});
