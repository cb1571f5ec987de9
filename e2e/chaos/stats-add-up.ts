import type { Stats } from '@passerby/sdk-core';

/** Whether every event that a page knows of has exactly one fate. */
export function addsUp({ tracked, adopted, queued, acknowledged, elsewhere, ...stats }: Stats): boolean {
  const dropped = Object.values(stats.dropped).reduce((sum, count) => sum + count, 0);
  return tracked + adopted === queued + acknowledged + elsewhere + dropped;
}
