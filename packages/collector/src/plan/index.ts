export type { PlanDocument } from '@passerby/wire';
export { createPlanJudge } from './plan-judge.ts';
export type { PlanJudge, Violation } from './plan-judge.ts';
export { toJsonSchemas } from './to-json-schemas.ts';
