import type { ClickHouse } from '../store/clickhouse.ts';
import type { SelectStatement } from '../store/select.ts';

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
  { select, selectLines }: Pick<ClickHouse, 'select' | 'selectLines'>,
  { maxMs, maxMemoryBytes, maxRows }: QueryLimits,
): Pick<ClickHouse, 'select' | 'selectLines'> {
  const limits = {
    max_execution_time: maxMs / 1000,
    max_memory_usage: String(maxMemoryBytes),
    max_rows_to_read: String(maxRows),
  };
  const withLimits = (statement: SelectStatement): SelectStatement => ({
    ...statement,
    clickhouse_settings: { ...statement.clickhouse_settings, ...limits },
  });
  return {
    select: (statement) => select(withLimits(statement)),
    selectLines: (statement) => selectLines(withLimits(statement)),
  };
}
