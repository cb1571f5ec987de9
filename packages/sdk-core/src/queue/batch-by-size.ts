import type { Queued } from './queue.ts';

/** Cuts a queue, in order, into batches of at most `maxEvents` whose events take at most `maxBytes` as JSON. */
export function batchBySize(queue: Queued[], maxEvents: number, maxBytes: number): Queued[][] {
  const batches: Queued[][] = [];
  let batch: Queued[] = [];
  let bytes = 0;
  for (const queued of queue) {
    const withComma = queued.bytes + 1;
    if (batch.length === 0 || batch.length === maxEvents || bytes + withComma > maxBytes) {
      batch = [];
      batches.push(batch);
      bytes = 0;
    }
    batch.push(queued);
    bytes += withComma;
  }
  return batches;
}
