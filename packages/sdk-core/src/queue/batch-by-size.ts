import type { Queued } from './queue.ts';

/**
 * Cuts a queue, in order, into batches of one stream each, of at most `maxEvents` whose events take at most
 * `maxBytes` as JSON.
 */
export function batchBySize(queue: Iterable<Queued>, maxEvents: number, maxBytes: number): Queued[][] {
  const batches: Queued[][] = [];
  const current = new Map<string, { batch: Queued[]; bytes: number }>();
  for (const queued of queue) {
    const withComma = queued.bytes + 1;
    let open = current.get(queued.stream);
    if (!open || open.batch.length === maxEvents || open.bytes + withComma > maxBytes) {
      open = { batch: [], bytes: 0 };
      current.set(queued.stream, open);
      batches.push(open.batch);
    }
    open.batch.push(queued);
    open.bytes += withComma;
  }
  return batches;
}
