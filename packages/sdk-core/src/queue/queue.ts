import type { Event } from '@passerby/wire';

/** An event that waits for its acknowledgement. */
export interface Queued {
  readonly event: Event;
  /** As JSON, in UTF-8. */
  readonly bytes: number;
  /** In a request that is not answered yet. */
  inFlight?: boolean;
}

/** Oldest first. An event leaves when it was answered, handed to a beacon, or given up. */
export type Queue = Set<Queued>;

export const waitingIn = (queue: Queue): Queued[] => [...queue].filter((queued) => !queued.inFlight);

/** Adds to a queue of at most `maxEvents`; returns the oldest that waited, if that had to make room. */
export function enqueue(queue: Queue, queued: Queued, maxEvents: number): Event | undefined {
  queue.add(queued);
  if (queue.size <= maxEvents) return undefined;
  const [oldest = queued] = waitingIn(queue);
  queue.delete(oldest);
  return oldest.event;
}
