/** A statement and the values that ClickHouse binds to its `{name:Type}` places. */
export interface Statement {
  query: string;
  query_params: Record<string, unknown>;
}

/** Collects the values of a statement: what comes from outside stands in none, only its place does. */
export class Bindings {
  readonly values: Record<string, unknown> = {};
  #count = 0;

  /** Answers the place that stands for the value. */
  bind(value: unknown, type: string): string {
    const name = `value${this.#count++}`;
    this.values[name] = value;
    return `{${name}:${type}}`;
  }
}
