import { buffer } from 'node:stream/consumers';
import { formatQueryParams } from '@clickhouse/client-common';
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import { toSqlText } from './sql-text.ts';

export interface SelectStatement {
  query: string;
  /** Bound to the `{name:Type}` places of the query. */
  query_params?: Record<string, unknown>;
  clickhouse_settings?: ClickHouseSettings;
}

/** How what is read here is read, and how its rows are written. */
const readSettings = {
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_denormals: 0, // the average of nothing: null
  output_format_json_escape_forward_slashes: 0,
  // Whoever asks for the fourth time would wait 200 ms for code that saves nothing, and the next day it is other code.
  compile_expressions: 0,
  compile_aggregate_expressions: 0,
  compile_sort_description: 0,
} as const;

/** The settings of a statement that is read. */
export const toSettings = ({ clickhouse_settings }: SelectStatement): ClickHouseSettings => ({
  ...clickhouse_settings,
  ...readSettings,
});

/** SQL of settings, as `SET` and `SETTINGS` take them. */
export const toSettingsSql = (settings: ClickHouseSettings): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name} = '${String(value)}'`)
    .join(', ');

/** SQL of bound values as `SET` takes them, each in the form in which the client sends it to a server. */
export const toParametersSql = (values: Record<string, unknown>): string =>
  Object.entries(values)
    .map(([name, value]) => {
      const text = formatQueryParams({ value }).replaceAll('\0', String.raw`\0`); // a statement ends at a NUL
      return `param_${name} = ${toSqlText(text)}`;
    })
    .join(', ');

/** `select` over a client of the official library; the settings are all of `toSettings`. */
export async function selectRows<Row extends unknown[]>(
  client: ClickHouseClient,
  statement: SelectStatement,
): Promise<Row[]> {
  const result = await client.query({ ...statement, format: 'JSONCompactEachRow' });
  return result.json<Row>();
}

/** `selectLines` over a client of the official library, in the same way. */
export async function selectLines(client: ClickHouseClient, statement: SelectStatement): Promise<Buffer> {
  // Not as rows of the client, which would make a text of each line.
  const { stream } = await client.exec({
    ...statement,
    query: `${statement.query}\nFORMAT JSONEachRow`,
    clickhouse_settings: {
      ...statement.clickhouse_settings,
      wait_end_of_query: 1, // a server that fails in the middle answers an error, and no part
    },
  });
  return buffer(stream);
}
