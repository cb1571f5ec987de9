import { createHash } from 'node:crypto';

/** Names a row by its dimensions. */
export const toKey = (dimensions: string[]): string => dimensions.join('\0');

/**
 * Leaves only the rows of these dimensions; `columns` are theirs. Ten thousand rows are too long for bound values, which
 * a server takes in the URL up to 1 MiB and one by one up to 128 KiB (`http_max_field_value_size`). So the text names
 * them by numbers of our own, 64 bits of a hash; a row that shared one by chance is no row that `compareRows` looks for.
 */
export function toOnlySql(columns: string, only: string[][]): string {
  const numbers = only.map((dimensions) => toNumber(toKey(dimensions))).join(',');
  return `HAVING reinterpretAsUInt64(substring(SHA256(arrayStringConcat([${columns}], '\\0')), 1, 8)) IN [${numbers}]::Array(UInt64)`;
}

const toNumber = (key: string): bigint => createHash('sha256').update(key).digest().readBigUInt64LE();
