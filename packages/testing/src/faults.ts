import type { NetworkFault } from '@passerby/collector/testing';

/**
 * What can go wrong between a call and the collector: the network and the answers; a blocker that lets nothing through;
 * a device whose clock is ahead (or behind, if negative); a browser that has no room to store anything.
 */
export type Fault =
  NetworkFault | { kind: 'blocked' } | { kind: 'clock-skew'; skewMs: number } | { kind: 'storage-full' };

/** The faults that a tracker meets in the wild. */
export interface FaultPresets {
  /** Each answer comes after so many ms (default 3_000). */
  slow(delayMs?: number): Fault;
  /** 429 with `Retry-After`, in seconds (default 2). */
  tooManyRequests(retryAfter?: number): Fault;
  /** 413: the tracker halves its batches. */
  tooLarge(): Fault;
  /** 500: the tracker tries again later. */
  serverError(): Fault;
  /** The connection breaks before the events are taken. */
  reset(): Fault;
  /** The events are taken, and the connection breaks before the page hears of it. */
  lostAnswer(): Fault;
  /** An ad blocker stops the requests in the browser. */
  blocked(): Fault;
  /** The device's clock is ahead by so many ms (default an hour); negative: behind. */
  clockSkew(skewMs?: number): Fault;
  /** Writing to storage fails. */
  storageFull(): Fault;
}

export const faults: FaultPresets = {
  slow: (delayMs = 3_000) => ({ kind: 'slow', delayMs }),
  tooManyRequests: (retryAfter = 2) => ({ kind: 'status', status: 429, retryAfter }),
  tooLarge: () => ({ kind: 'status', status: 413 }),
  serverError: () => ({ kind: 'status', status: 500 }),
  reset: () => ({ kind: 'reset' }),
  lostAnswer: () => ({ kind: 'lost-answer' }),
  blocked: () => ({ kind: 'blocked' }),
  clockSkew: (skewMs = 3_600_000) => ({ kind: 'clock-skew', skewMs }),
  storageFull: () => ({ kind: 'storage-full' }),
};
