import { vi } from 'vitest';

/** Waits until the check passes, for as long as the slowest machine may take. */
export const whenTrue = <Result>(check: () => Result | Promise<Result>): Promise<Result> =>
  vi.waitFor(check, { timeout: 20_000, interval: 50 });
