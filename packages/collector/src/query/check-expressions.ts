import type { Filter } from '@passerby/wire';
import { RequestError } from '../errors.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import { isRefusal } from '../store/refusal.ts';
import { ask } from './ask.ts';
import { Bindings } from './bindings.ts';
import { holdsOne, isCombination } from './filter-sql.ts';

/** Filters, and where in a body they stand. */
export interface FilterList {
  path: string;
  filters: Filter[] | undefined;
}

interface Expression {
  path: string;
  text: string;
}

/**
 * Throws `invalid_query` with the path of a value of `matches` that is no regular expression. ClickHouse, whose RE2
 * decides, would say so only where it has something to match.
 */
export async function checkExpressions(
  lists: FilterList[],
  clickhouse: Pick<ClickHouse, 'select'>,
): Promise<void> {
  const expressions = lists.flatMap(({ path, filters = [] }) =>
    filters.flatMap((filter, index) => toExpressions(filter, `${path}.${index}`)),
  );
  if (expressions.length === 0) return;
  const bindings = new Bindings();
  const columns = expressions.map(({ text }) => `match('', ${bindings.bind(text, 'String')})`);
  try {
    await ask(clickhouse, { query: `SELECT ${columns.join(', ')}`, query_params: bindings.values });
  } catch (cause) {
    if (!isRefusal(cause) || cause.type !== 'CANNOT_COMPILE_REGEXP') throw cause;
    const wrong = expressions.find(({ text }) => cause.message.includes(`compile re2: ${text}, error: `));
    const [, reason] = /cannot compile re2: .*, error: ([^.]*)/s.exec(cause.message) ?? [];
    throw new RequestError(
      'invalid_query',
      `${wrong?.path ?? 'filters'}: is no regular expression in the syntax of RE2${reason ? ` (${reason})` : ''}`,
      { cause },
    );
  }
}

function toExpressions(filter: Filter, path: string): Expression[] {
  if (isCombination(filter)) {
    return filter[1].flatMap((inner, index) => toExpressions(inner, `${path}.1.${index}`));
  }
  if (holdsOne(filter)) return toExpressions(filter[1], `${path}.1`);
  const [operator, , values] = filter;
  return operator.startsWith('matches')
    ? values.map((text, index) => ({ path: `${path}.2.${index}`, text }))
    : [];
}
