import { Compile } from 'typebox/compile';
import type { Query } from '@passerby/wire';
import { querySchema } from '@passerby/wire/schema';
import { RequestError } from '../errors.ts';
import { describeError } from '../validate/describe-error.ts';

const validator = Compile(querySchema);

/** Answers the body as a query, or throws `invalid_query` with the path of what is wrong. */
export function validateQuery(body: unknown): Query {
  if (!validator.Check(body)) throw new RequestError('invalid_query', describeError(validator, body));
  const query = body as Query;
  for (const [index, [by]] of (query.order_by ?? []).entries()) {
    const known: string[] = [...query.metrics, ...(query.dimensions ?? [])];
    if (!known.includes(by)) {
      throw new RequestError(
        'invalid_query',
        `order_by.${index}.0: "${by}" is neither among the metrics nor the dimensions of this query`,
      );
    }
  }
  return query;
}
