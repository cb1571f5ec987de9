import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Event, PlanDocument } from '@passerby/wire';

/** Where an event is not as planned. */
export interface Violation {
  /** `name`, `props`, or such as `props.plan`. */
  path: string;
  message: string;
}

/** Answers what of an event is against the plan; page views and engagement never are. */
export type PlanJudge = (event: Event) => Violation[];

/** Violations of one event that are told. */
const mostTold = 5;

/** Throws a plain `Error` that names the event whose properties are no JSON Schema. */
export function createPlanJudge({ allowOthers, events }: PlanDocument): PlanJudge {
  // Formats would need a package more, and annotate only; what is unknown to us is for other readers of the schema.
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, logger: false });
  const validators = new Map<string, ValidateFunction | undefined>();
  for (const [name, { props }] of Object.entries(events)) {
    try {
      validators.set(name, props && ajv.compile(props));
    } catch (cause) {
      throw new Error(`events.${name}.props: no JSON Schema: ${(cause as Error).message}`, { cause });
    }
  }
  return (event) => {
    if (event.type !== 'event') return [];
    if (!validators.has(event.name)) {
      return allowOthers ? [] : [{ path: 'name', message: `"${event.name}" is not in the plan` }];
    }
    const validate = validators.get(event.name);
    if (!validate || validate(event.props ?? {})) return [];
    return (validate.errors ?? []).slice(0, mostTold).map(toViolation);
  };
}

function toViolation({ instancePath, keyword, params, message = 'is wrong' }: ErrorObject): Violation {
  const path = ['props', ...instancePath.split('/').slice(1).map(fromPointer)];
  switch (keyword) {
    case 'required':
      return { path: [...path, params['missingProperty']].join('.'), message: 'is missing' };
    case 'additionalProperties':
      return { path: [...path, params['additionalProperty']].join('.'), message: 'is not in the plan' };
    case 'enum':
      return {
        path: path.join('.'),
        message: `must be one of ${(params['allowedValues'] as unknown[]).map(toText).join(', ')}`,
      };
    case 'const':
      return { path: path.join('.'), message: `must be ${toText(params['allowedValue'])}` };
    default:
      return { path: path.join('.'), message };
  }
}

const toText = (value: unknown): string => JSON.stringify(value);

const fromPointer = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');
