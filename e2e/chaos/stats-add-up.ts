import type { Stats } from '@passerby/sdk-core';

/** Whether every event that a page knows of has exactly one fate. */
export function addsUp({ tracked, adopted, queued, acknowledged, elsewhere, ...stats }: Stats): boolean {
  const dropped = Object.values(stats.dropped).reduce((sum, count) => sum + count, 0);
  // What a beacon took is counted as `maybeSent` and no longer as queued.
  return tracked + adopted === queued + acknowledged + elsewhere + dropped + stats.maybeSent;
}
