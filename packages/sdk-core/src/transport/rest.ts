import type { Environment } from '../environment.ts';

/** How long to rest between attempts that fail. */
export interface Rest {
  /** After an attempt failed, in ms; `Infinity`: until the browser is online again or the next page view. */
  after(outcome: number | 'no-answer'): number;
  end(): void;
}

const firstMs = 2_000;
const longestMs = 300_000;
/** An endpoint that is blocked (posthog-js#1598, #2866) gives no answer either; nobody asks it for ever. */
const silencesAtMost = 6;

/** Exponential with full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). */
export function createRest({ Math, navigator }: Environment): Rest {
  let failures = 0;
  let silences = 0;
  return {
    after(outcome) {
      silences = outcome === 'no-answer' ? silences + 1 : 0;
      if (silences >= silencesAtMost || (silences > 0 && navigator?.onLine === false)) return Infinity;
      const most = firstMs * 2 ** failures++;
      return Math.random() * (most < longestMs ? most : longestMs) + (Number(outcome) || 0);
    },
    end() {
      failures = silences = 0;
    },
  };
}
