import QuickLRU from 'quick-lru';
import type { Event, PlanDocument } from '@passerby/wire';
import type { SitePlan } from '../control/plans.ts';
import { createPlanJudge, type PlanJudge } from '../plan/plan-judge.ts';

/** Judges of the plans in use, by their text: sites are read anew every second, plans change by the month. */
const judges = new QuickLRU<string, PlanJudge>({ maxSize: 100 });

/** What of an event is against the plan that it was tracked by, or else the newest; `undefined`: nothing. */
export function findOffPlan({ versions }: SitePlan, event: Event): string | undefined {
  const plan = versions.find(({ version }) => version === event.plan) ?? versions[0];
  if (!plan) return undefined;
  let judge = judges.get(plan.document);
  if (!judge) {
    judge = createPlanJudge(JSON.parse(plan.document) as PlanDocument);
    judges.set(plan.document, judge);
  }
  const violations = judge(event);
  if (violations.length === 0) return undefined;
  return `${violations.map(({ path, message }) => `${path}: ${message}`).join('; ')} (plan ${plan.version})`;
}
