import type { QueryReply } from '@passerby/wire';
import type { Column, Row } from './encode-rows.ts';

/** An answer of the query API as a table: its dimensions, its metrics, and what they are compared with. */
export function toTable({ query, results }: QueryReply): { columns: Column[]; rows: Row[] } {
  const { dimensions = [], metrics } = query;
  const compared = query.include?.comparisons ? metrics : [];
  return {
    columns: [
      ...dimensions.map((name): Column => ({ name, type: 'text' })),
      ...[...metrics, ...compared.flatMap((metric) => [`${metric}:before`, `${metric}:change`])].map(
        (name): Column => ({ name, type: 'number' }),
      ),
    ],
    rows: results.map((row) => [
      ...row.dimensions,
      ...row.metrics,
      ...compared.flatMap((_, index) => [
        row.comparison?.metrics[index] ?? null,
        row.comparison?.change[index] ?? null,
      ]),
    ]),
  };
}

/** Rows that are there already, as the one page that they are. */
export async function* toPages(rows: Row[]): AsyncGenerator<Row[]> {
  yield rows;
}
