import type { ClickHouse } from '../store/clickhouse.ts';

/** How much ClickHouse does for one statement of a query. */
export interface QueryLimits {
  /** Longest time, ms; above it 504 `query_timeout`. */
  maxMs: number;
  /** Most memory, bytes; above it 422 `query_too_large`. */
  maxMemoryBytes: number;
  /** Most rows that are read; above it 422 `query_too_large`. 0: any number. */
  maxRows: number;
}

/** ClickHouse for what people ask: each statement carries the limits, so that ClickHouse itself gives it up. */
export function limitQueries(
  { select }: Pick<ClickHouse, 'select'>,
  { maxMs, maxMemoryBytes, maxRows }: QueryLimits,
): Pick<ClickHouse, 'select'> {
  const limits = {
    max_execution_time: maxMs / 1000,
    max_memory_usage: String(maxMemoryBytes),
    max_rows_to_read: String(maxRows),
  };
  return {
    select: (statement) =>
      select({ ...statement, clickhouse_settings: { ...statement.clickhouse_settings, ...limits } }),
  };
}
