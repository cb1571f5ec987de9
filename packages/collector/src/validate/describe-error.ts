import type { Validator } from 'typebox/compile';

/** What of JSON Schema we read to name what is expected. */
interface Expected {
  type?: string;
  /** What a text that follows a pattern is called. */
  title?: string;
  const?: unknown;
  anyOf?: Expected[];
}

const typeNames = new Map([
  ['string', 'a string'],
  ['number', 'a finite number'],
  ['integer', 'a whole number'],
  ['boolean', 'a boolean'],
  ['object', 'an object'],
  ['array', 'an array'],
]);

/** The first thing wrong with a value, as `path: what is expected`, for the developer who sent it. */
export function describeError(validator: Validator, value: unknown): string {
  const [error] = validator.Errors(value);
  if (!error) return 'the body: does not match its schema';
  const path = error.instancePath.split('/').slice(1).map(fromPointer);
  if (error.keyword === 'required') path.push(error.params.requiredProperties[0] ?? '');
  return `${path.join('.') || 'the body'}: ${toMessage(error, validator.Type())}`;
}

function toMessage(
  { keyword, schemaPath, message }: { keyword: string; schemaPath: string; message: string },
  schema: unknown,
): string {
  switch (keyword) {
    case 'required':
      return 'is missing';
    case 'boolean': // the schema `false`, which stands for "no further properties"
      return 'is not known here; leave it out';
    case 'type':
    case 'const': {
      // An error inside a union names its first alternative only; the whole union says what may stand here.
      const pointer = schemaPath.replace(/(\/anyOf\/\d+)+$/, '');
      return `must be ${toNames(resolve(schema, pointer)).join(' or ')}`;
    }
    default:
      return message;
  }
}

function toNames(schema: Expected): string[] {
  if (schema.anyOf) return schema.anyOf.flatMap(toNames);
  if (schema.const !== undefined) return [JSON.stringify(schema.const)];
  if (schema.title !== undefined) return [schema.title];
  return [typeNames.get(schema.type ?? '') ?? 'something else'];
}

/** Follows a JSON Pointer (RFC 6901) written as a URI fragment. */
function resolve(schema: unknown, pointer: string): Expected {
  let at = schema as Record<string, unknown>;
  for (const part of pointer.split('/').slice(1)) at = at[fromPointer(part)] as Record<string, unknown>;
  return at;
}

const fromPointer = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');
