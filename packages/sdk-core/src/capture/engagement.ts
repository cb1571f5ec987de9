import type { EngagementEvent } from '@passerby/wire';
import type { Environment } from '../environment.ts';

/** Time counts for so long after the visitor did something, as reading needs no hand. */
const activeForMs = 60_000;
/** Less is nobody's reading. */
const worthTellingMs = 100;

/** How long and how far a page view is read. */
export interface Engagement {
  /** A page view begins. */
  begin(): void;
  /** The visitor did something. */
  notice(): void;
  /** Time since it was asked last, in ms, and percent of the page seen; nothing when it is not worth telling. */
  take(): Pick<EngagementEvent, 'type' | 'engagedMs' | 'scrollDepth'> | undefined;
}

/** Counts the time in which the page is visible, has the focus, and something was done in the last minute. */
export function createEngagement(environment: Environment, now: () => number): Engagement {
  const { document } = environment;
  let engagedMs = 0;
  let depth = 0;
  let marked = 0;
  let engaged: boolean | undefined;
  let begun = false;

  const mark = (): void => {
    const time = now();
    if (engaged) engagedMs += Math.min(time - marked, activeForMs);
    marked = time;
    engaged = begun && !document?.hidden && document?.hasFocus?.();
  };

  return {
    begin() {
      begun = true;
      mark();
      engagedMs = depth = 0;
    },
    notice() {
      mark();
      const { innerHeight = 0, scrollY = 0 } = environment;
      const height = document?.documentElement?.scrollHeight;
      if (height)
        depth = Math.max(depth, Math.min(100, Math.round((100 * (scrollY + innerHeight)) / height)));
    },
    take() {
      mark();
      if (engagedMs < worthTellingMs) return undefined;
      const taken = { type: 'engagement' as const, engagedMs, scrollDepth: depth };
      engagedMs = 0;
      return taken;
    },
  };
}
