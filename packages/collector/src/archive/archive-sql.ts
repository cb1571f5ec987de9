import type { Site } from '../control/sites.ts';
import { isEventWithin, type Span } from '../query/span.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import { readPlainStructure } from '../store/plain-structure.ts';
import { insertColumns } from '../store/row.ts';
import { toSqlText } from '../store/sql-text.ts';

/** Columns of a file before those of `events`: the key of the site, and the id that stands for the visit's ids. */
const ownColumns = 'site String, visit_id UInt64';
/** Columns of `events` without the number of the site, which may be another where the file is read. */
export const fileColumns: string = insertColumns.replace(/^site_id, /, '');

// Ids of events are texts in a file: as UUIDs they would have statistics in ClickHouse's own order, by which it refuses to
// read them (26.7), and others would look for them in the wrong place.

/** `fileColumns` as `events` has them, and those of `events` as files have them. */
export const fromFile: string = fileColumns.replace('event_id', 'toUUID(event_id)');
export const toFile: string = insertColumns.replace('event_id', 'toString(event_id)');

/** Columns of a file with their types. One that has fewer, because it is from before, has their defaults. */
export async function readStructure(select: ClickHouse['select']): Promise<string> {
  const structure = await readPlainStructure(`events (${insertColumns})`, select);
  return `${ownColumns}, ${structure.replace('event_id UUID', 'event_id String')}`;
}

/** Whose events are erased: their hashes, and the ids of visits of theirs. */
export interface Person {
  visitors: string[];
  user: string;
}

// Numbers of our own making, and statements that write take no bound values.

export const isOfPerson = ({ visitors, user }: Person): string =>
  `(visitor_id IN (${visitors.join(', ')}) OR user_id = ${user})`;

export const isOfVisits = (ids: string[]): string =>
  ids.length === 0 ? '0' : `(session_id IN (${ids.join(', ')}) OR visit_id IN (${ids.join(', ')}))`;

/** SQL of the rows of a file that are what its name says: whoever puts a file there writes into no other site or day. */
export const isOfFile = ({ key }: Pick<Site, 'key'>, { from, to }: Span): string =>
  `site = ${toSqlText(key)} AND time >= fromUnixTimestamp64Milli(${from}) AND time < fromUnixTimestamp64Milli(${to})`;

/** SQL of the events of a site in ClickHouse. */
export const isStored = ({ id }: Pick<Site, 'id'>, span: Span): string =>
  `site_id = ${id} AND ${isEventWithin(span)}`;

/** SQL of the rows of a file that ClickHouse does not have. */
export const isMissing = (site: Pick<Site, 'id' | 'key'>, span: Span): string =>
  `${isOfFile(site, span)}
   AND event_id NOT IN (SELECT toString(event_id) FROM events WHERE ${isStored(site, span)})`;

/** Longest statement, ms: shorter than a server is waited for, so that none goes on unheard. */
const mostStatementMs = 50_000;

/** Like a background job: on one core, a piece of a file in memory at a time. */
export const toSettings = (maxMemoryBytes: number): string =>
  Object.entries({
    max_threads: 1,
    max_execution_time: mostStatementMs / 1000,
    max_memory_usage: maxMemoryBytes,
    output_format_parquet_compression_method: "'zstd'",
    output_format_parquet_row_group_size: 100_000,
    output_format_parquet_parallel_encoding: 0,
    engine_file_truncate_on_insert: 1,
    s3_truncate_on_insert: 1,
  })
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');
