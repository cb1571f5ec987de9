import type { Event } from '@passerby/wire';
import { dedupeWindowMs } from '../config.ts';
import type { SiteRules } from '../control/site-rules.ts';
import type { TimedEvent } from '../enrich/enrich.ts';
import { correctTime } from '../enrich/event-time.ts';
import { createFindUncounted } from './find-uncounted.ts';
import { findInvalid, type Invalid } from './validate-event.ts';

const expired: Invalid = {
  code: 'event_expired',
  message: 'time: more than 7 days ago; an event that old could no longer be told from its duplicate',
};

/** Answers how the events of one delivery are judged: each is an event and its time, or why it is refused. */
export function createJudge(
  site: { key: string; rules: SiteRules },
  { sentAt, receivedAt }: { sentAt: number; receivedAt: number },
): (candidate: unknown) => TimedEvent | Invalid {
  const findUncounted = createFindUncounted(site.rules, site.key);
  return (candidate) => {
    const invalid = findInvalid(candidate);
    if (invalid) return invalid;
    const event = candidate as Event;
    const time = correctTime(event.time, sentAt, receivedAt);
    return findUncounted?.(event.url) ?? (time < receivedAt - dedupeWindowMs ? expired : { event, time });
  };
}
