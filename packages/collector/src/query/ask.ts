import { RequestError, type ErrorCode } from '../errors.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import { isRefusal } from '../store/refusal.ts';
import type { Statement } from './bindings.ts';

/** What every statement of a query needs. */
const settings = {
  max_query_size: '50000000',
  // Two expressions on one merged state, as of visit:source, fail with it (LOGICAL_ERROR, ClickHouse 26.7).
  optimize_or_like_chain: 0,
  // As ClickHouse is by default, whatever an operator's profile says: `GROUPING SETS` are read so (see visits-sql.ts).
  group_by_use_nulls: 0,
  force_grouping_standard_compatibility: 1,
} as const;

/** What ClickHouse says of a query that exceeds its limits, and what may be done. */
const refusalsOfWork: Record<string, [code: ErrorCode, message: string]> = {
  TIMEOUT_EXCEEDED: [
    'query_timeout',
    'the query takes too long; shorten date_range or ask for fewer metrics',
  ],
  MEMORY_LIMIT_EXCEEDED: [
    'query_too_large',
    'the query takes too much memory; shorten date_range or group by fewer dimensions',
  ],
  TOO_MANY_ROWS: ['query_too_large', 'the query reads too many rows; shorten date_range'],
};

/** Runs a statement of a query; throws a `RequestError` that says what to change, or when to ask again. */
export async function ask<Row extends unknown[]>(
  clickhouse: Pick<ClickHouse, 'select'>,
  statement: Statement,
): Promise<Row[]> {
  try {
    return await clickhouse.select<Row>({ ...statement, clickhouse_settings: settings });
  } catch (cause) {
    throw toRequestError(cause);
  }
}

/** As `ask`, for the rows as lines of NDJSON. */
export async function askLines(
  clickhouse: Pick<ClickHouse, 'selectLines'>,
  statement: Statement,
): Promise<Buffer> {
  try {
    return await clickhouse.selectLines({ ...statement, clickhouse_settings: settings });
  } catch (cause) {
    throw toRequestError(cause);
  }
}

function toRequestError(cause: unknown): unknown {
  if (cause instanceof DOMException && cause.name === 'AbortError') {
    return new RequestError('shutting_down', 'the collector is stopping; ask again shortly', {
      retryAfter: 5,
      cause,
    });
  }
  if (!isRefusal(cause)) {
    return new RequestError('clickhouse_unavailable', 'ClickHouse does not answer; ask again later', {
      retryAfter: 5,
      cause,
    });
  }
  const refusal = refusalsOfWork[cause.type];
  if (refusal) return new RequestError(...refusal, { cause });
  return cause;
}
