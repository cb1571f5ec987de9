import type { Queued } from './queue.ts';

/** The first of a queue that fit into one batch: of one sender, at most `maxEvents`, `maxBytes` as JSON; one at least. */
export const takeBatch = (queue: Queued[], maxEvents: number, maxBytes: number): Queued[] => {
  let events = 0;
  let bytes = 0;
  return queue.filter((queued) => {
    if (queued.sender !== (queue[0] as Queued).sender) return false;
    bytes += queued.bytes + 1; // The comma.
    return !events++ || (events <= maxEvents && bytes <= maxBytes);
  });
};
