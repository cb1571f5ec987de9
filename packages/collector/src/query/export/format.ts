import type { FastifyRequest } from 'fastify';
import { RequestError } from '../../errors.ts';

/** In what rows may be had; `json` is the answer of the query API. */
export type Format = 'json' | 'csv' | 'ndjson' | 'parquet';
export type RowFormat = Exclude<Format, 'json'>;

export const contentTypes: Record<RowFormat, string> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
};

const byType: Record<string, Format> = {
  'application/json': 'json',
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/vnd.apache.parquet': 'parquet',
};

/** What `?format=` says, else the first type in `Accept` that is one of ours, else the default. Throws `invalid_query`. */
export function toFormat({ query, headers }: FastifyRequest, otherwise: Format): Format {
  const { format } = query as { format?: unknown };
  if (format !== undefined) {
    if (Object.values<unknown>(byType).includes(format)) return format as Format;
    throw new RequestError('invalid_query', `format: give json, csv, ndjson or parquet`);
  }
  const accepted = (headers.accept ?? '').split(',').map((type) => type.split(';', 1)[0]?.trim() ?? '');
  return accepted.map((type) => byType[type]).find((known) => known !== undefined) ?? otherwise;
}
