import type { ErrorReply, Query, QueryReply, SitesReply } from '@passerby/wire';

/** Why a request failed. `status` is 0 where no answer came at all. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: string;
  /** From `Retry-After`, in ms. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, code: string, message: string, retryAfterMs?: number) {
    super(message);
    this.name = 'ApiFailure';
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface Api {
  sites(signal: AbortSignal): Promise<SitesReply>;
  query(query: Query, signal: AbortSignal): Promise<QueryReply>;
}

export interface ApiOptions {
  /** Default: the browser's. */
  fetch?: typeof fetch;
  /** The operator's token, sent as `Authorization: Bearer …`; null: none. */
  token: () => string | null;
  /** Longest wait for an answer, in ms (default 30_000). */
  timeoutMs?: number;
}

/** The collector's query API. Every failure is an `ApiFailure`, except an abort, which stays an `AbortError`. */
export function createApi({ fetch: send = fetch, token, timeoutMs = 30_000 }: ApiOptions): Api {
  async function request<Answer>(path: string, init: RequestInit, signal: AbortSignal): Promise<Answer> {
    const key = token();
    const headers = new Headers(init.headers);
    if (key) headers.set('authorization', `Bearer ${key}`);
    let response: Response;
    try {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      response = await send(path, { ...init, headers, signal: patience, cache: 'no-store' });
    } catch (error) {
      if (signal.aborted) throw error;
      throw new ApiFailure(0, 'no_answer', 'The collector did not answer.');
    }
    if (!response.ok) throw await toFailure(response);
    try {
      const answer: Answer = await response.json();
      return answer;
    } catch (error) {
      if (signal.aborted) throw error;
      throw new ApiFailure(response.status, 'bad_answer', 'The answer was not JSON.');
    }
  }

  return {
    sites: (signal) => request('api/v1/sites', {}, signal),
    query: (query, signal) =>
      request(
        'api/v1/query',
        { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(query) },
        signal,
      ),
  };
}

async function toFailure(response: Response): Promise<ApiFailure> {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterMs = seconds > 0 ? seconds * 1000 : undefined;
  try {
    const { error }: ErrorReply = await response.json();
    return new ApiFailure(response.status, error.code, error.message, retryAfterMs);
  } catch {
    // Not our error shape: a proxy answered. Its status is all there is to say.
    return new ApiFailure(response.status, 'bad_answer', `The answer was ${response.status}.`, retryAfterMs);
  }
}
