import { createPlanJudge, toJsonSchemas, type PlanDocument } from '@passerby/collector/plan';
import type { Event } from '@passerby/collector/testing';
import { showEvent } from './explain.ts';

/** A plan of `definePlan()`, or its JSON. */
export interface ExpectedPlan {
  readonly version: number;
  readonly events: object;
}

/** A line for each event that is against the plan, and one for each reason below it. Empty where none is. */
export function explainOffPlan(events: readonly Event[], plan: ExpectedPlan): string[] {
  const judge = createPlanJudge(toJsonSchemas(plan) as PlanDocument);
  return events.flatMap((event, index) => {
    const violations = judge(event);
    return violations.length === 0
      ? []
      : [
          `  #${index + 1} ${showEvent(event)}`,
          ...violations.map(({ path, message }) => `    ${path}: ${message}`),
        ];
  });
}
