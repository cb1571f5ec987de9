import type { Event } from '@passerby/wire';
import type { Plan } from './define-plan.ts';
import type { JsonSchema, StandardSchema } from './events-of.ts';

/** Where an event is not as planned. */
export interface Violation {
  /** `name`, `props`, or such as `props.plan`. */
  path: string;
  message: string;
}

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/**
 * What of an event is against the plan; page views and engagement never are. Of plain JSON Schema a page looks at names
 * alone: `toMatchPlan()`, `passerby plan check` and the collector look at all of it.
 */
export function findViolations(plan: Plan, event: Event): Violation[] {
  if (event.type !== 'event') return [];
  const { name, props = {} } = event;
  if (!Object.keys(plan.events).includes(name))
    return plan.allowOthers ? [] : [{ path: 'name', message: `"${name}" is not in the plan` }];
  const schema = plan.events[name]?.props as Partial<StandardSchema> & JsonSchema;
  const standard = schema?.['~standard'];
  if (standard) {
    // A promise has no issues: a schema that waits for something is for the collector.
    const { issues = [] } = standard.validate(props) as { issues?: readonly Issue[] };
    return issues.map(({ path = [], message }) => ({
      path: ['props', ...path.map((part) => String(typeof part === 'object' ? part.key : part))].join('.'),
      message,
    }));
  }
  return (schema?.required ?? [])
    .filter((key) => props[key] === undefined)
    .map((key) => ({ path: `props.${key}`, message: 'is missing' }));
}
