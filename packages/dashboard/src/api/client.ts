import type {
  ErrorReply,
  Query,
  QueryBatchReply,
  QueryReply,
  SessionReply,
  SitesReply,
} from '@passerby/wire';

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
  session(signal: AbortSignal): Promise<SessionReply>;
  /** With the password or a token; the browser keeps the session in a cookie that no script reads. */
  signIn(secret: string, signal: AbortSignal): Promise<void>;
  signOut(signal: AbortSignal): Promise<void>;
  sites(signal: AbortSignal): Promise<SitesReply>;
  query(query: Query, signal: AbortSignal): Promise<QueryReply>;
  /** Several at once, at most 20: an answer for each, or why it has none. */
  queryAll(queries: Query[], signal: AbortSignal): Promise<(QueryReply | ApiFailure)[]>;
  /** Another path below `api/v1/`; a body is sent as JSON. Answers undefined where the answer is empty. */
  ask<Answer>(path: string, signal: AbortSignal, init?: { method: string; body?: unknown }): Promise<Answer>;
  /** A stream of bytes, open until the signal closes it. */
  follow(
    path: string,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>>;
}

export interface ApiOptions {
  /** Default: the browser's. */
  fetch?: typeof fetch;
  /** Longest wait for an answer, in ms (default 30_000). */
  timeoutMs?: number;
  /** What each request bears (default: the cookie of a session alone). */
  bearer?: string;
}

type Init = { method?: string; headers?: Record<string, string>; body?: string };

/** The collector's query API. Every failure is an `ApiFailure`, except an abort, which stays an `AbortError`. */
export function createApi({ fetch: send = fetch, timeoutMs = 30_000, bearer }: ApiOptions = {}): Api {
  const rights: Record<string, string> = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };

  /** `patience`: when to give up, beside `signal`. */
  async function reach(
    path: string,
    init: Init,
    signal: AbortSignal,
    patience = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  ): Promise<Response> {
    let response: Response;
    try {
      const headers = { ...init.headers, ...rights };
      response = await send(`api/v1/${path}`, { ...init, headers, signal: patience, cache: 'no-store' });
    } catch (error) {
      if (signal.aborted) throw error;
      throw new ApiFailure(0, 'no_answer', 'The collector did not answer.');
    }
    if (!response.ok) throw await toFailure(response);
    return response;
  }

  async function request<Answer>(path: string, init: Init, signal: AbortSignal): Promise<Answer> {
    const response = await reach(path, init, signal);
    try {
      const text = await response.text();
      const answer: Answer = text === '' ? undefined : JSON.parse(text);
      return answer;
    } catch (error) {
      if (signal.aborted) throw error;
      throw new ApiFailure(response.status, 'bad_answer', 'The answer was not JSON.');
    }
  }

  return {
    session: (signal) => request('session', {}, signal),
    signIn: (secret, signal) => request('session', toInit({ method: 'POST', body: { secret } }), signal),
    signOut: (signal) => request('session', { method: 'DELETE' }, signal),
    sites: (signal) => request('sites', {}, signal),
    query: (query, signal) => request('query', toInit({ method: 'POST', body: query }), signal),
    async queryAll(queries, signal) {
      const init = toInit({ method: 'POST', body: { queries } });
      const { answers } = await request<QueryBatchReply>('query/batch', init, signal);
      return answers.map((answer) =>
        'error' in answer
          ? new ApiFailure(
              answer.status,
              answer.error.code,
              answer.error.message,
              answer.retry_after && answer.retry_after * 1000,
            )
          : answer,
      );
    },
    ask: (path, signal, init) => request(path, init ? toInit(init) : {}, signal),
    async follow(path, headers, signal) {
      const { body } = await reach(path, { headers }, signal, signal);
      if (!body) throw new ApiFailure(0, 'no_answer', 'The collector did not answer.');
      return body;
    },
  };
}

function toInit({ method, body }: { method: string; body?: unknown }): Init {
  if (body === undefined) return { method };
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
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
