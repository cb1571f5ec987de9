import type { Rejection, Reply } from '@passerby/wire';
import type { DropReason } from '../drop-reason.ts';
import type { Environment } from '../environment.ts';

/**
 * What became of a batch: stored, all but these · to be sent again, not before so many ms, or `noAnswer`: nobody
 * knows, and it may be sent again, as event ids make that harmless · given up, where a batch that is too large may be halved first.
 */
export type Outcome = Rejection[] | number | Extract<DropReason, 'too-large' | 'rejected'>;

/** Instead of a time to rest. */
export const noAnswer = -1;

/** A collector that is silent for so long will not answer. */
const answerWithinMs = 30_000;
const longestRestMs = 3_600_000;
const worthGzipChars = 1_024;

/** The ways to a collector. */
export interface Transport {
  /** Without cookies, and CORS-safelisted: there is never a preflight. The collector knows gzip by its first bytes. */
  post: (body: string | Blob, keepalive?: boolean) => ReturnType<Environment['fetch']>;
  /** POSTs a batch, compressed where it is over 1 KB and the browser can. Never rejects. */
  send: (body: string) => Promise<Outcome>;
}

export const createTransport = (environment: Environment, url: string): Transport => {
  const post: Transport['post'] = async (body, keepalive) =>
    environment.fetch(url, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'text/plain' },
      keepalive,
      credentials: 'omit',
      signal: environment.AbortSignal.timeout?.(answerWithinMs),
    } as RequestInit);
  const send: Transport['send'] = async (body) => {
    const { CompressionStream } = environment;
    try {
      const content =
        CompressionStream && body.length > worthGzipChars
          ? await new Response(new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'))).blob()
          : body;
      const response = await post(content);
      const { status } = response;
      if (status === 202) {
        const { rejected }: Partial<Reply> = await response.json();
        return rejected ?? noAnswer;
      }
      if (status === 413) return 'too-large';
      // A 200 is no acknowledgement: a captive portal or a wrong endpoint gave it.
      if (/^4(?!08|25|29)/.test(`${status}`)) return 'rejected';
      // Seconds or a date (RFC 9110, section 10.2.3).
      const after = response.headers.get('Retry-After') as string;
      const ms = +after * 1000 || Date.parse(after) - environment.Date.now();
      return ms > 0 ? Math.min(ms, longestRestMs) : 0;
    } catch {
      return noAnswer; // Offline, blocked, reset, timed out, or a 202 cut short: none says that the batch is bad.
    }
  };
  return { post, send };
};
