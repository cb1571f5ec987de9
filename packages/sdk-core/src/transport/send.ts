import type { Rejection, Reply } from '@passerby/wire';
import type { DropReason } from '../drop-reason.ts';
import type { Environment } from '../environment.ts';

/**
 * What became of a batch: stored, all but these · nobody knows, and it may be sent again, as event ids make that
 * harmless · given up, where a batch that is too large may be halved first.
 */
export type Outcome = Rejection[] | 'retry' | Extract<DropReason, 'too-large' | 'rejected'>;

/** A collector that is silent for so long will not answer. */
const answerWithinMs = 30_000;

/** POSTs a batch without cookies. `keepalive` lets the request outlive the page. Never rejects. */
export async function send(
  environment: Environment,
  url: string,
  toBody: () => string,
  keepalive: boolean,
): Promise<Outcome> {
  try {
    // A text goes as text/plain;charset=UTF-8 (https://fetch.spec.whatwg.org/#concept-bodyinit-extract), which is
    // CORS-safelisted: there is never a preflight.
    const response = await environment.fetch(url, {
      method: 'POST',
      body: toBody(),
      keepalive,
      credentials: 'omit',
      signal: environment.AbortSignal.timeout?.(answerWithinMs) ?? null,
    });
    const { status } = response;
    if (status === 202) {
      const { rejected }: Partial<Reply> = await response.json();
      return Array.isArray(rejected) ? rejected : 'retry';
    }
    if (status === 413) return 'too-large';
    // A 200 is no acknowledgement: a captive portal or a wrong endpoint gave it.
    return status < 400 || status > 499 || [408, 425, 429].includes(status) ? 'retry' : 'rejected';
  } catch {
    return 'retry'; // Offline, blocked, reset, timed out, or a 202 cut short: none says that the batch is bad.
  }
}
