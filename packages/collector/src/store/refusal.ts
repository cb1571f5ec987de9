/** ClickHouse's own "no" to a statement; any other error of its client means that it could not be asked. */
export interface Refusal extends Error {
  /** Number of the error, as text. */
  code: string;
  /** Its name, such as `MEMORY_LIMIT_EXCEEDED`. */
  type: string;
}

/** Told by its fields, because chDB brings its own copy of the class. */
export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && 'type' in error && 'code' in error;
}

/**
 * Whether ClickHouse could not read the rows of an insert, and so never will: it names the place where reading ended.
 * Nothing of such an insert is stored.
 */
export function isUnreadable(error: unknown): error is Refusal {
  return isRefusal(error) && /\((at row \d+|while reading the value of key \w+)\)/.test(error.message);
}

/** An error as it may be logged: ClickHouse quotes the row that it cannot read and the values it was asked for. */
export function withoutPayload(error: unknown): unknown {
  return isRefusal(error) ? { type: 'ClickHouseError', message: `${error.type} (${error.code})` } : error;
}
