/** One event of a plan. */
export interface PlannedEvent {
  /**
   * Its properties: a schema of any library that keeps to Standard Schema (zod, valibot, arktype), or plain JSON Schema of
   * an object. Default: any properties.
   */
  readonly props?: object;
  /** What happened when it is tracked, for people. */
  readonly description?: string;
  /** Who answers for it: a team, a person. */
  readonly owner?: string;
}

/** What a team has agreed to track. */
export interface Plan<Events extends Readonly<Record<string, PlannedEvent>> = Record<string, PlannedEvent>> {
  readonly version: number;
  readonly allowOthers: boolean;
  readonly events: Events;
}

export interface PlanOptions {
  /** Whole number from 1, raised by each change; events carry it, so that each is judged by its own (default 1). */
  version?: number;
  /** Events that are not in the plan are no violation (default false). */
  allowOthers?: boolean;
}

/**
 * Names the events of an app, with their properties: `definePlan({ signup: { props: z.object({ … }) } })`. One file of
 * it is for types, tests, builds for development, and for the collector by `passerby plan push`.
 */
export function definePlan<const Events extends Readonly<Record<string, PlannedEvent>>>(
  events: Events,
  { version = 1, allowOthers = false }: PlanOptions = {},
): Plan<Events> {
  return { version, allowOthers, events };
}
