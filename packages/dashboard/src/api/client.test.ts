import type { Query } from '@passerby/wire';
import { describe, expect, it } from 'vitest';
import { type ApiFailure, createApi } from './client.ts';

const query: Query = { site_id: 'shop.example', metrics: ['visitors'], date_range: '7d' };
const signal = new AbortController().signal;

function createAnswering(answer: () => Response, token: string | null = null) {
  const requests: { path: string; init: RequestInit }[] = [];
  const api = createApi({
    token: () => token,
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
    expect(new Headers(requests[0]?.init.headers).get('authorization')).toBeNull();
  });

  it("gets the operator's token when there is one", async () => {
    const { api, requests } = createAnswering(() => Response.json({ sites: [] }), 's3cret');
    await api.sites(signal);
    expect(new Headers(requests[0]?.init.headers).get('authorization')).toBe('Bearer s3cret');
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
    const api = createApi({ token: () => null, fetch: () => Promise.reject(new TypeError('fetch failed')) });
    await expect(api.sites(signal)).rejects.toMatchObject({ status: 0, code: 'no_answer' });
    await expect(api.sites(AbortSignal.abort())).rejects.toThrow('fetch failed');
  });
});
