import type { Event } from '@passerby/wire';
import type { TrackerOptions } from '../options.ts';
import type { Plan } from './define-plan.ts';
import { findViolations } from './find-violations.ts';

/**
 * Options of a tracker whose events carry the version of the plan: `createTracker<typeof plan>(withPlan(plan,
 * { site, endpoint }))`. Builds for development say in the console what is against the plan; others do not look.
 */
export function withPlan(plan: Plan, options: TrackerOptions): TrackerOptions {
  return {
    ...options,
    beforeSend(made) {
      const event: Event | null | false = options.beforeSend ? options.beforeSend(made) : made;
      if (!event) return event;
      if (DEVELOPMENT) {
        for (const { path, message } of findViolations(plan, event)) {
          // oxlint-disable-next-line eslint/no-console -- it is for the developer, in builds for development alone
          console.warn(`passerby: against plan ${plan.version}: ${path}: ${message}`, event);
        }
      }
      event.plan = plan.version;
      return event;
    },
  };
}
