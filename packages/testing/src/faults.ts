import type { NetworkFault } from '@passerby/collector/testing';

/** What can go wrong with a request: the network and the answers, and a blocker that lets nothing through. */
export type RequestFault = NetworkFault | { kind: 'blocked' };

/** A device whose clock is ahead (or behind, if negative); a browser that has no room to store anything. */
export type PageFault = { kind: 'clock-skew'; skewMs: number } | { kind: 'storage-full' };

/** What can go wrong between a call and the collector. */
export type Fault = RequestFault | PageFault;

/** The faults that a tracker meets in the wild. */
export interface FaultPresets {
  /** Each answer comes after so many ms (default 3_000). */
  slow(delayMs?: number): RequestFault;
  /** 429 with `Retry-After`, in seconds (default 2). */
  tooManyRequests(retryAfter?: number): RequestFault;
  /** 413: the tracker halves its batches. */
  tooLarge(): RequestFault;
  /** 500: the tracker tries again later. */
  serverError(): RequestFault;
  /** The connection breaks before the events are taken. */
  reset(): RequestFault;
  /** The events are taken, and the connection breaks before the page hears of it. */
  lostAnswer(): RequestFault;
  /** An ad blocker stops the requests in the browser. */
  blocked(): RequestFault;
  /** The device's clock is ahead by so many ms (default an hour); negative: behind. */
  clockSkew(skewMs?: number): PageFault;
  /** Writing to storage fails. */
  storageFull(): PageFault;
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
