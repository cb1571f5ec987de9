import type { Rejection, Reply } from '@passerby/wire';
import type { DropReason } from '../drop-reason.ts';
import type { Environment } from '../environment.ts';

/** What became of a batch; nothing where nobody knows: it may be sent again, as event ids make that harmless. */
export interface Answer {
  /** Stored, all but these. */
  rejected?: Rejection[] | undefined;
  /** Given up for good, where one that is too large may be halved first. */
  refused?: Extract<DropReason, 'too-large' | 'rejected'> | false;
  /** Else to be sent again, not before so many ms, an hour at most. */
  restMs?: number;
}

/** A collector that is silent for so long will not answer. */
const answerWithinMs = 30_000;
const longestRestMs = 3_600_000;
const worthGzipChars = 1_024;

/** The ways to a collector. */
export interface Transport {
  /**
   * Without cookies, and CORS-safelisted: a text is sent as text/plain, so that there is never a preflight. The
   * collector knows gzip by its first bytes.
   */
  post: (body: string | Blob, keepalive?: boolean) => ReturnType<Environment['fetch']>;
  /** POSTs a batch, compressed where it is over 1 KB and the browser can. Never rejects. */
  send: (body: string) => Promise<Answer>;
}

export const createTransport = (environment: Environment, url: string): Transport => {
  const post: Transport['post'] = async (body, keepalive) =>
    environment.fetch(url, {
      method: 'POST',
      body,
      keepalive,
      credentials: 'omit',
      signal: environment.AbortSignal.timeout?.(answerWithinMs),
    } as RequestInit);
  const send: Transport['send'] = async (body) => {
    const { CompressionStream } = environment;
    try {
      let content: string | Blob = body;
      if (CompressionStream && body.length > worthGzipChars) {
        const plain = new Response(body); // Its headers are those of a text.
        content = await new Response(
          (plain.body as ReadableStream).pipeThrough(new CompressionStream('gzip')),
          plain,
        ).blob();
      }
      const response = await post(content);
      const { status } = response;
      if (status === 202) {
        const { rejected }: Partial<Reply> = await response.json();
        return { rejected };
      }
      // Seconds or a date (RFC 9110, section 10.2.3).
      const after = response.headers.get('Retry-After') as string;
      const ms = (after as never) * 1000 || Date.parse(after) - environment.Date.now();
      return {
        // A 200 is no acknowledgement: a captive portal or a wrong endpoint gave it.
        refused: /^4(?!08|25|29)/.test(status as never) && (status === 413 ? 'too-large' : 'rejected'),
        restMs: ms > 0 ? Math.min(ms, longestRestMs) : 0,
      };
    } catch {
      return {}; // Offline, blocked, reset, timed out, or a 202 cut short: none says that the batch is bad.
    }
  };
  return { post, send };
};
