/** A tracking plan as JSON: what the collector keeps, and `passerby plan` compares. */
export interface PlanDocument {
  /** Whole number from 1; what an event carries as `plan`. */
  version: number;
  /** Events that are not in the plan are no violation (default false). */
  allowOthers?: boolean;
  /** By name; at most `limits.planEvents`. */
  events: Record<string, PlannedEventDocument>;
}

export interface PlannedEventDocument {
  /** JSON Schema (2020-12) of the event's properties; default: any. */
  props?: object;
  description?: string;
  owner?: string;
}

/**
 * What the collector does about an event that is against the plan: nothing · stores it, and tells it among the rejected
 * ones as `plan_reported` · rejects it.
 */
export type PlanMode = 'off' | 'report' | 'reject';

/** Body of `PUT /api/v1/sites/{site}/plan`. */
export interface NewPlan {
  mode: PlanMode;
  /** Default: the versions that are there. */
  plan?: PlanDocument;
}

/** Answer of `GET` and `PUT /api/v1/sites/{site}/plan`. */
export interface PlanReply {
  mode: PlanMode;
  /** What was pushed, the newest first; the last 20. */
  versions: PlanDocument[];
}
