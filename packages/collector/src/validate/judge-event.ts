import type { Event } from '@passerby/wire';
import { dedupeWindowMs } from '../config.ts';
import type { SitePlan } from '../control/plans.ts';
import type { SiteRules } from '../control/site-rules.ts';
import type { TimedEvent } from '../enrich/enrich.ts';
import { correctTime } from '../enrich/event-time.ts';
import { findOffPlan } from './find-off-plan.ts';
import { createFindUncounted } from './find-uncounted.ts';
import { findInvalid, type Invalid } from './validate-event.ts';

const expired: Invalid = {
  code: 'event_expired',
  message: 'time: more than 7 days ago; an event that old could no longer be told from its duplicate',
};

/** An event that is stored. */
export interface JudgedEvent extends TimedEvent {
  /** It is against the plan, which only reports that. */
  reported?: string;
}

/** Answers how the events of one delivery are judged: each is an event and its time, or why it is refused. */
export function createJudge(
  site: { key: string; rules: SiteRules; plan?: SitePlan },
  { sentAt, receivedAt }: { sentAt: number; receivedAt: number },
): (candidate: unknown) => JudgedEvent | Invalid {
  const findUncounted = createFindUncounted(site.rules, site.key);
  return (candidate) => {
    const invalid = findInvalid(candidate);
    if (invalid) return invalid;
    const event = candidate as Event;
    const time = correctTime(event.time, sentAt, receivedAt);
    const refused = findUncounted?.(event.url) ?? (time < receivedAt - dedupeWindowMs ? expired : undefined);
    if (refused) return refused;
    const message = site.plan && findOffPlan(site.plan, event);
    if (message === undefined) return { event, time };
    return site.plan?.mode === 'reject'
      ? { code: 'plan_violation', message }
      : { event, time, reported: message };
  };
}
