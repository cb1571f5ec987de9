import { RequestError } from '../errors.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import { isRefusal } from '../store/refusal.ts';
import type { Statement } from './bindings.ts';

/** Bounds of one query inside ClickHouse. */
const queryBounds = {
  max_execution_time: 30,
  max_memory_usage: '2000000000',
  max_result_rows: '10000',
  max_query_size: '50000000',
  // Two expressions on one merged state, as of visit:source, fail with it (LOGICAL_ERROR, ClickHouse 26.7).
  optimize_or_like_chain: 0,
} as const;

/** What ClickHouse says when a query exceeds them. */
const refusalsOfWork = new Set(['TIMEOUT_EXCEEDED', 'MEMORY_LIMIT_EXCEEDED']);

/** Runs a statement of a query; throws a `RequestError` that says what to change, or when to ask again. */
export async function ask<Row extends unknown[]>(
  clickhouse: Pick<ClickHouse, 'select'>,
  statement: Statement,
): Promise<Row[]> {
  try {
    return await clickhouse.select<Row>({ ...statement, clickhouse_settings: queryBounds });
  } catch (cause) {
    throw toRequestError(cause);
  }
}

function toRequestError(cause: unknown): unknown {
  if (!isRefusal(cause)) {
    return new RequestError('clickhouse_unavailable', 'ClickHouse does not answer; ask again later', {
      retryAfter: 5,
      cause,
    });
  }
  if (refusalsOfWork.has(cause.type)) {
    return new RequestError(
      'query_too_large',
      'the query takes too long or too much memory; shorten date_range',
      { cause },
    );
  }
  if (cause.type === 'CANNOT_COMPILE_REGEXP') {
    const [, reason] = /cannot compile re2: .*, error: ([^.]*)/s.exec(cause.message) ?? [];
    return new RequestError(
      'invalid_query',
      `filters: a value of "matches" is no regular expression in the syntax of RE2${reason ? ` (${reason})` : ''}`,
      { cause },
    );
  }
  return cause;
}
