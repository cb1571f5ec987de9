import { setImmediate as nextTurn } from 'node:timers/promises';

/** What lmdb-js rejects writes with when a commit fails, for want of space as a rule. */
type FailedCommit = Error & { commitError: Promise<never> };

const isFailedCommit = (error: unknown): error is FailedCommit =>
  error instanceof Error && 'commitError' in error && error.commitError instanceof Promise;

/** Resolves when these writes are on disk; rejects with the reason why they are not. */
export async function whenCommitted(writes: Promise<unknown>[]): Promise<void> {
  try {
    const [first, ...others] = new Set(writes); // writes of one transaction have one promise
    await (others.length === 0 ? first : Promise.all([first, ...others]));
  } catch (error) {
    if (!isFailedCommit(error)) throw error;
    // It comes in the same turn, if at all.
    throw await Promise.race([error.commitError.catch((reason: unknown) => reason), nextTurn(error)]);
  }
}

/**
 * Keeps the process alive when a commit fails; answers how to undo that. lmdb-js 3.5 also rejects a promise of its own then
 * (of the start of a batch: `writeBatchStart` in write.js), which nobody can reach, and which would end the process.
 */
export function surviveFailedCommits(): () => void {
  const look = (error: unknown): void => {
    if (!isFailedCommit(error)) throw error; // as without a listener; whoever wrote is told
  };
  process.on('unhandledRejection', look);
  return () => void process.off('unhandledRejection', look);
}
