import type { Site } from '../control/sites.ts';
import type { Span } from '../query/span.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import { toMergedSessions, toMergesSql, toVisitId } from '../store/merged-sessions.ts';
import { toSqlText } from '../store/sql-text.ts';
import { longestSessionMs, toSessionBound } from '../writer/session-memory.ts';
import type { ArchiveFiles } from './archive-files.ts';
import { fileColumns, isMissing, isStored, readStructure, toFile, toSettings } from './archive-sql.ts';

export interface WriteStages {
  files: ArchiveFiles;
  clickhouse: Pick<ClickHouse, 'select' | 'command'>;
  /** Most memory of a statement, bytes. */
  maxQueryMemoryBytes: number;
}

/** A file that is to be written. */
export interface Piece {
  site: Pick<Site, 'id' | 'key'>;
  name: string;
  span: Span;
}

/**
 * Writes a file: what ClickHouse has, and what the file had that ClickHouse has no more, because it was lost and is new.
 * `isErased` is SQL of the rows that are left out.
 */
export async function writeFile(
  { files, clickhouse, maxQueryMemoryBytes }: WriteStages,
  { site, name, span }: Piece,
  isErased = '0',
): Promise<void> {
  const file = { site: site.key, name };
  const structure = await readStructure(clickhouse.select);
  const pairs = await clickhouse.select<[string, string]>(
    toMergesSql(
      site.id,
      toSessionBound(span.from - longestSessionMs),
      toSessionBound(span.to + longestSessionMs),
    ),
  );
  const isThere = (await files.list(site.key)).some((one) => one.name === name);
  const kept = isThere
    ? `UNION ALL
       SELECT site, visit_id, ${site.id}, ${fileColumns} FROM ${files.toTable(file, structure)}
       WHERE ${isMissing(site, span)}`
    : '';
  await files.replace(file, structure, (table) =>
    clickhouse.command(`
      INSERT INTO FUNCTION ${table}
      SELECT * FROM (
        SELECT ${toSqlText(site.key)} AS site, ${toVisitId(toMergedSessions(pairs))} AS visit_id, ${toFile}
        FROM events WHERE ${isStored(site, span)}
        ${kept}
      )
      WHERE NOT (${isErased})
      SETTINGS ${toSettings(maxQueryMemoryBytes)}`),
  );
}
