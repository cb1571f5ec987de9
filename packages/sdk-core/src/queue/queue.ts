import type { Event } from '@passerby/wire';

/** An event that waits for its acknowledgement: what the offline store keeps. */
export interface Queued {
  readonly event: Event;
  /** The page load that made it; `seq` counts within it. */
  readonly stream: string;
  /** As JSON, in UTF-8. */
  readonly bytes: number;
}

/** Most bytes of events that wait, as the page's own data shares the quota with them. */
export const maxQueueBytes = 2_000_000;
