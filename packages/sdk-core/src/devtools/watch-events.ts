import type { Plan } from '../plan/define-plan.ts';
import { findViolations, type Violation } from '../plan/find-violations.ts';
import { hearAll, type Told, type WatchedTracker } from './hear-all.ts';

/** An event as the devtools know it. */
export interface Watched extends Told {
  /** Names it for as long as it is shown. */
  key: string;
  /** Where it is against the plan. */
  violations: Violation[];
}

/** Events that are looked at, at most; the oldest makes room. */
const maxWatched = 200;

/** Is in this page's queue, where it waits for its first attempt or for an answer. */
export const isQueued = ({ fate }: Told): boolean =>
  fate !== 'acknowledged' && fate !== 'elsewhere' && fate !== 'dropped';

/**
 * Keeps the last events of a tracker, oldest first, with what became of each so far, and tells of each change. `undo`
 * ends it.
 */
export function watchEvents(
  tracker: WatchedTracker,
  plan: Plan | undefined,
  onChange: () => void,
): { watched: ReadonlyMap<string, Watched>; undo: () => void } {
  const watched = new Map<string, Watched>();
  let withoutEvent = 0;
  const undo = hearAll(tracker, (told) => {
    const { event } = told;
    const key = event?.id ?? `without event ${++withoutEvent}`;
    const known = watched.get(key);
    if (known) Object.assign(known, told);
    else watched.set(key, { ...told, key, violations: plan && event ? judge(plan, event) : [] });
    const [oldest] = watched.keys();
    if (oldest !== undefined && watched.size > maxWatched) watched.delete(oldest);
    onChange();
  });
  return { watched, undo };
}

/** An event of an earlier page load is judged by the plan that it was tracked by, which is not at hand. */
function judge(plan: Plan, event: NonNullable<Told['event']>): Violation[] {
  if (event.plan !== undefined && event.plan !== plan.version) return [];
  try {
    return findViolations(plan, event);
  } catch (error) {
    return [{ path: 'props', message: `its schema fails: ${String(error)}` }];
  }
}
