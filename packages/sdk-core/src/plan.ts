export { definePlan } from './plan/define-plan.ts';
export type { Plan, PlannedEvent, PlanOptions } from './plan/define-plan.ts';
export type { EventsOf, JsonSchema, StandardSchema } from './plan/events-of.ts';
export { findViolations } from './plan/find-violations.ts';
export type { Violation } from './plan/find-violations.ts';
export { withPlan } from './plan/with-plan.ts';
