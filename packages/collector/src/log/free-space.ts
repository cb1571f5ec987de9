import { statfsSync } from 'node:fs';

/** How long an answer of the file system counts, ms. */
const keptMs = 1_000;

/** Answers whether fewer bytes are free where `path` is; asks the file system once a second at most. */
export function createIsShort(path: string, leastBytes: number, now: () => number = Date.now): () => boolean {
  let isShort = false;
  let askedAt = -Infinity;
  return () => {
    // A clock that was set back must not keep an old answer.
    if (Math.abs(now() - askedAt) < keptMs) return isShort;
    askedAt = now();
    const { bavail, bsize } = statfsSync(path);
    return (isShort = bavail * bsize < leastBytes);
  };
}
