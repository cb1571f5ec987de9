import type { Queued } from './queue.ts';

/** The first of a queue that fit into one batch: of one sender, at most `maxEvents`, `maxBytes` as JSON; one at least. */
export function takeBatch(queue: Queued[], maxEvents: number, maxBytes: number): Queued[] {
  let taken = 0;
  let takenBytes = 0;
  return queue.filter(({ sender, bytes }) => {
    if (sender !== queue[0]?.sender || taken === maxEvents) return false;
    if (taken && takenBytes + bytes > maxBytes) return false;
    takenBytes += bytes + 1; // The comma.
    return ++taken;
  });
}
