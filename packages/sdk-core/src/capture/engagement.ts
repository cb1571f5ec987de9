import type { Event } from '@passerby/wire';
import type { DropReason } from '../drop-reason.ts';
import type { Environment, Page } from '../environment.ts';
import type { EventFactory } from '../event/create-event.ts';

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
  track: (make: () => Event | DropReason) => void,
  createOnPage: EventFactory['createOnPage'],
): Engagement => {
  const { document = {} as Partial<Page> } = environment;
  let engagedMs = NaN; // Until a page view begins.
  let depth = 0;
  let marked = 0;
  let engaged: boolean | undefined;

  const mark = (): void => {
    const time = now();
    if (engaged) engagedMs += Math.min(time - marked, activeForMs);
    marked = time;
    engaged = document.hasFocus?.() && !document.hidden;
  };

  const notice = (): void => {
    mark();
    const seen = (environment.scrollY as number) + (environment.innerHeight as number);
    // Rounded; nothing of what is no number, where nothing can be seen.
    const percent = ((100 * seen) / (document.documentElement?.scrollHeight as number) + 0.5) | 0;
    depth = Math.max(depth, Math.min(100, percent));
  };
  const tellEngagement: Engagement['tellEngagement'] = (begins) => {
    mark();
    if (engagedMs >= worthTellingMs) {
      track(() => createOnPage({ type: 'engagement', engagedMs, scrollDepth: depth }));
      engagedMs = 0;
    }
    if (begins) engagedMs = depth = 0;
  };
  return { notice, tellEngagement };
};
