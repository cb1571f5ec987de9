import type { Rejection, Reply } from '@passerby/wire';
import type { DropReason } from '../drop-reason.ts';
import type { Environment } from '../environment.ts';
import { gzip } from './gzip.ts';

/**
 * What became of a batch: stored, all but these · to be sent again, not before so many ms · nobody knows, and it
 * may be sent again, as event ids make that harmless · given up, where a batch that is too large may be halved first.
 */
export type Outcome = Rejection[] | number | 'no-answer' | Extract<DropReason, 'too-large' | 'rejected'>;

/** A collector that is silent for so long will not answer. */
const answerWithinMs = 30_000;
const longestRestMs = 3_600_000;

/** POSTs a batch without cookies. `keepalive` lets the request outlive the page. Never rejects. */
export async function send(
  environment: Environment,
  url: string,
  body: string,
  keepalive: boolean,
): Promise<Outcome> {
  try {
    const response = await environment.fetch(url, {
      method: 'POST',
      // Compressing takes a moment that a page at its end does not have.
      body: keepalive ? body : await gzip(environment, body),
      // CORS-safelisted: there is never a preflight. The collector knows gzip by its first bytes.
      headers: { 'Content-Type': 'text/plain' },
      keepalive,
      credentials: 'omit',
      signal: environment.AbortSignal.timeout?.(answerWithinMs) ?? null,
    });
    const { status, headers } = response;
    if (status === 202) {
      const { rejected }: Partial<Reply> = await response.json();
      return Array.isArray(rejected) ? rejected : 'no-answer';
    }
    if (status === 413) return 'too-large';
    // A 200 is no acknowledgement: a captive portal or a wrong endpoint gave it.
    if (status > 399 && status < 500 && ![408, 425, 429].includes(status)) return 'rejected';
    return parseRetryAfter(headers.get('Retry-After'), environment.Date.now());
  } catch {
    return 'no-answer'; // Offline, blocked, reset, timed out, or a 202 cut short: none says that the batch is bad.
  }
}

/** Seconds or a date (RFC 9110, section 10.2.3) as ms from now, at most an hour; 0 for none. */
function parseRetryAfter(value: string | null, now: number): number {
  const ms = Number(value) * 1000 || Date.parse(value ?? '') - now;
  return ms > 0 ? Math.min(ms, longestRestMs) : 0;
}
