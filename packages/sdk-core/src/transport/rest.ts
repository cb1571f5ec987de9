import type { Environment } from '../environment.ts';
import { noAnswer } from './send.ts';

const firstMs = 2_000;
const longestMs = 300_000;
/** An endpoint that is blocked (posthog-js#1598, #2866) gives no answer either; nobody asks it for ever. */
const failuresAtMost = 6;

/**
 * How long to rest after so many failures in a row, in ms: exponential with full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), and what the collector asks for.
 * `Infinity`: until the browser is online again, or the next page view.
 */
export function restMs({ Math, navigator }: Environment, failures: number, askedMs: number): number {
  const isSilent = askedMs === noAnswer;
  if (isSilent && (failures >= failuresAtMost || navigator?.onLine === false)) return Infinity;
  return askedMs + Math.random() * Math.min(firstMs * 2 ** (failures - 1), longestMs);
}
