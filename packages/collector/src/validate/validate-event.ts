import { Compile, type Validator } from 'typebox/compile';
import { eventSchemas } from '@passerby/wire/schema';
import { limits, type Event, type RejectionCode } from '@passerby/wire';
import { isLongerThan } from './byte-length.ts';
import { describeError } from './describe-error.ts';

/** Why an event cannot be stored. */
export interface Invalid {
  code: RejectionCode;
  message: string;
}

const validators = new Map<unknown, Validator>(
  Object.entries(eventSchemas).map(([type, schema]) => [type, Compile(schema)]),
);

/** Field of an event, to the code that says it is wrong; all others are `invalid_event`. */
const codesByField = new Map<string, RejectionCode>([
  ['id', 'invalid_id'],
  ['time', 'invalid_time'],
  ['url', 'invalid_url'],
  ['props', 'invalid_props'],
]);

/** What a pattern means, for a person. */
const patterns = new Map([
  ['id', 'id: must be a UUID, made once for each event'],
  ['url', 'url: must be an absolute http(s) URL'],
  ['revenue', 'revenue.currency: must be three capital letters of ISO 4217, such as EUR'],
]);

/** Byte limits, where JSON Schema counts characters. */
const byteLimits: [field: 'url' | 'referrer' | 'title' | 'route' | 'page' | 'name', bytes: number][] = [
  ['url', limits.urlBytes],
  ['referrer', limits.urlBytes],
  ['title', limits.textBytes],
  ['route', limits.textBytes],
  ['page', limits.tokenBytes],
  ['name', limits.nameBytes],
];

/** Answers what is wrong with an event, or `undefined` when it is a valid `Event`. */
export function findInvalid(event: unknown): Invalid | undefined {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    return { code: 'invalid_event', message: 'the event must be an object' };
  }
  const validator = validators.get((event as { type?: unknown }).type);
  if (!validator) {
    return { code: 'invalid_event', message: 'type: must be "pageview", "event" or "engagement"' };
  }
  if (!validator.Check(event)) {
    const message = describeError(validator, event);
    const field = message.split(/[.:]/, 1)[0] ?? '';
    return {
      code: codesByField.get(field) ?? 'invalid_event',
      message: message.includes('must match pattern') ? (patterns.get(field) ?? message) : message,
    };
  }
  return findTooLong(event as Event) ?? findInvalidUrl(event as Event) ?? findInvalidProps(event as Event);
}

function findTooLong(event: Event): Invalid | undefined {
  for (const [field, bytes] of byteLimits) {
    const text = (event as Partial<Record<typeof field, unknown>>)[field];
    // What the event's type does not know may be there all the same, and is anything.
    if (typeof text === 'string' && isLongerThan(text, bytes)) {
      return {
        code: codesByField.get(field) ?? 'invalid_event',
        message: `${field}: longer than ${bytes} bytes of UTF-8; shorten it`,
      };
    }
  }
  return undefined;
}

function findInvalidUrl(event: Event): Invalid | undefined {
  if (URL.canParse(event.url)) return undefined;
  return { code: 'invalid_url', message: 'url: must be an absolute http(s) URL' };
}

function findInvalidProps(event: Event): Invalid | undefined {
  for (const [key, value] of Object.entries(event.props ?? {})) {
    const wrong = whatIsWrongWith(key, value);
    if (wrong) return { code: 'invalid_props', message: `props.${key.slice(0, 64)}: ${wrong}` };
  }
  return undefined;
}

function whatIsWrongWith(key: string, value: unknown): string | undefined {
  if (key === '__proto__') return 'not allowed as a key; choose another name';
  if (key === '') return 'the key is empty; give it a name';
  if (isLongerThan(key, limits.propKeyBytes)) return `the key is longer than ${limits.propKeyBytes} bytes`;
  if (typeof value === 'string' && isLongerThan(value, limits.propValueBytes)) {
    return `longer than ${limits.propValueBytes} bytes of UTF-8; shorten it`;
  }
  return undefined;
}
