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

/** The last words of an error that came from a view, or from the table that the view writes to. */
const ofView =
  /: while pushing to view ((?:`[^`]+`|[\w-]+)(?:\.(?:`[^`]+`|[\w-]+))?)(?: \([\da-f-]{36}\))?\.\s*$/;

/**
 * Whether ClickHouse refuses the rows of an insert for what they say, and so always will: it names the place where reading
 * ended, or the constraint of the table itself that a row violates. Nothing of such an insert is stored. Where a view
 * fails, the rows may be in the table already: that is for whoever made the view to mend, and the same insert then heals it.
 */
export function isForItsRows(error: unknown): error is Refusal {
  if (!isRefusal(error) || ofView.test(error.message)) return false;
  return (
    error.type === 'VIOLATED_CONSTRAINT' ||
    /\((at row \d+|while reading the value of key \w+)\)/.test(error.message)
  );
}

/** An error as it may be logged: ClickHouse quotes the row that it cannot read and the values it was asked for. */
export function withoutPayload(error: unknown): unknown {
  if (!isRefusal(error)) return error;
  const [, view] = ofView.exec(error.message) ?? [];
  const where = view === undefined ? '' : ` in the view ${view}`;
  return { type: 'ClickHouseError', message: `${error.type} (${error.code})${where}` };
}
