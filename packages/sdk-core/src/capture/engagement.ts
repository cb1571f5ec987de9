import type { EngagementEvent } from '@passerby/wire';
import type { Environment } from '../environment.ts';

/** Time counts for so long after the visitor did something, as reading needs no hand. */
const activeForMs = 60_000;
/** Less is nobody's reading. */
const worthTellingMs = 100;

/** How long and how far a page view is read. */
export interface Engagement {
  /** The visitor did something. */
  notice: () => void;
  /** Tells what came since it was told last, where that is worth it; `begins` when another page view does. */
  tellEngagement: (begins?: boolean) => void;
}

/** Counts the time in which the page is visible, has the focus, and something was done in the last minute. */
export const createEngagement = (
  environment: Environment,
  now: () => number,
  /** Gets ms, and percent of the page seen. */
  tellTaken: (taken: Pick<EngagementEvent, 'type' | 'engagedMs' | 'scrollDepth'>) => void,
): Engagement => {
  const { document } = environment;
  let engagedMs = NaN; // Until a page view begins.
  let depth = 0;
  let marked = 0;
  let engaged: boolean | undefined;

  const mark = (): void => {
    const time = now();
    if (engaged) engagedMs += Math.min(time - marked, activeForMs);
    marked = time;
    engaged = document?.hasFocus?.() && !document.hidden;
  };

  const notice = (): void => {
    mark();
    const { innerHeight, scrollY } = environment as Required<Environment>;
    const height = document?.documentElement?.scrollHeight;
    if (height) depth = Math.max(depth, Math.min(100, Math.round((100 * (scrollY + innerHeight)) / height)));
  };
  const tellEngagement: Engagement['tellEngagement'] = (begins) => {
    mark();
    if (engagedMs >= worthTellingMs) {
      tellTaken({ type: 'engagement', engagedMs, scrollDepth: depth });
      engagedMs = 0;
    }
    if (begins) engagedMs = depth = 0;
  };
  return { notice, tellEngagement };
};
