import { ApiFailure } from '../api/client.ts';

export interface Problem {
  failure: ApiFailure;
  /** When the next attempt is due, ms since the epoch. */
  retryAt: number;
}

/** What a poll that failed has to say to the reader. */
export function toProblem(error: unknown, retryInMs: number): Problem {
  const failure = error instanceof ApiFailure ? error : new ApiFailure(0, 'unexpected', String(error));
  return { failure, retryAt: Date.now() + retryInMs };
}

/** Nobody is signed in, or not any more. Asking again would not help. */
export function isUnauthorized(error: unknown): boolean {
  return error instanceof ApiFailure && error.status === 401;
}
