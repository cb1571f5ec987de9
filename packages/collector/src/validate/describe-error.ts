import type { Validator } from 'typebox/compile';

/** The first thing wrong with a value, as `path: what is expected`, for the developer who sent it. */
export function describeError(validator: Validator, value: unknown): string {
  const [error] = validator.Errors(value);
  if (!error) return 'the value does not match its schema';
  const path = error.instancePath.slice(1).replaceAll('/', '.') || 'the body';
  return `${path}: ${error.message}`;
}
