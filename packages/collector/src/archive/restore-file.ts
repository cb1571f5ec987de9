import type { RestoredReply } from '@passerby/wire';
import type { Site, Sites } from '../control/sites.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import { isRefusal } from '../store/refusal.ts';
import { insertColumns } from '../store/row.ts';
import type { FileName } from './archive-files.ts';
import { fileColumns, fromFile, isMissing, isOfFile, readStructure, toSettings } from './archive-sql.ts';
import { unreadable } from './erase-files.ts';
import { toSpan } from './span-of-file.ts';
import type { WriteStages } from './write-file.ts';

/** Rows of one insert, about. */
const rowsPerInsert = 50_000;

export interface RestoreStages extends WriteStages {
  sites: Pick<Sites, 'markSampled'>;
  /** Of the event log: no other collector has the same. */
  log: { name: string };
}

/** Table of the rows that a restore is going to insert: what of it is inserted no longer depends on what is there. */
const toTable = ({ name }: { name: string }): string => `restoring_${name.replaceAll('-', '_')}`;
/** Comment of that table once it has all of them. */
const isWhole = 'whole';
/** What it is ordered by: 32 bits of each event's id. */
const part = 'bitShiftRight(cityHash64(event_id), 32)';

/**
 * Brings in the events of a file that ClickHouse does not have. What is to be inserted is put aside first, so that after a
 * crash the same rows go in under the same tokens, as the writer's do: the events, and all that their views feed, count once.
 */
export async function restoreFile(stages: RestoreStages, site: Site, file: FileName): Promise<RestoredReply> {
  await finishRestore(stages);
  const { files, clickhouse, log, maxQueryMemoryBytes } = stages;
  const { select, command } = clickhouse;
  const span = toSpan(file.name);
  if (!span) return { found: 0, restored: 0 };
  const from = files.toTable(file, await readStructure(select));
  const settings = toSettings(maxQueryMemoryBytes);
  const table = toTable(log);
  const reading = async <Result>(statement: Promise<Result>): Promise<Result> => {
    try {
      return await statement;
    } catch (cause) {
      throw isRefusal(cause) ? unreadable(file, cause) : cause;
    }
  };
  const [[found, leastRate] = [0, 1]] = await reading(
    select<[number, number | null]>({
      query: `SELECT count(), min(sample_rate) FROM ${from} WHERE ${isOfFile(site, span)}`,
    }),
  );
  if (found > 0 && (leastRate ?? 1) < 1) await stages.sites.markSampled(site);
  // As events, so that what is written there is what is read: without its order, its time to live and its views.
  await command(`CREATE TABLE ${table} AS events ENGINE = MergeTree ORDER BY ${part}`);
  await reading(
    command(`
      INSERT INTO ${table} (site_id, ${fileColumns})
      SELECT ${site.id}, ${fromFile} FROM ${from} WHERE ${isMissing(site, span)} SETTINGS ${settings}`),
  );
  const [[restored] = [0]] = await select<[number]>({ query: `SELECT count() FROM ${table}` });
  // Before the events, as the writer does.
  await command(`
    INSERT INTO session_merges (site_id, session_id, into_id)
    SELECT DISTINCT ${site.id}, session_id, visit_id FROM ${from}
    WHERE ${isOfFile(site, span)} AND session_id != visit_id
      AND (session_id, visit_id) NOT IN (SELECT session_id, into_id FROM session_merges WHERE site_id = ${site.id})
    SETTINGS ${settings}`);
  await command(`ALTER TABLE ${table} MODIFY COMMENT '${isWhole}'`);
  await finishRestore(stages);
  return { found, restored };
}

/** Inserts what a restore has put aside, from the beginning: what is there is known by its tokens. */
export async function finishRestore({
  clickhouse: { select, command },
  log,
  maxQueryMemoryBytes,
}: Pick<RestoreStages, 'clickhouse' | 'log' | 'maxQueryMemoryBytes'>): Promise<void> {
  const table = toTable(log);
  const [aside] = await select<[comment: string, uuid: string]>({
    query: `SELECT comment, toString(uuid) FROM system.tables WHERE database = currentDatabase() AND name = '${table}'`,
  });
  if (!aside) return;
  const [comment, uuid] = aside;
  if (comment === isWhole) {
    const [[rows] = [0]] = await select<[number]>({ query: `SELECT count() FROM ${table}` });
    const inserts = Math.ceil(rows / rowsPerInsert);
    const width = Math.ceil(2 ** 32 / Math.max(1, inserts));
    const settings = Object.entries({
      deduplicate_blocks_in_dependent_materialized_views: 1,
      max_threads: 1,
      max_insert_threads: 1,
      max_block_size: 4 * rowsPerInsert,
      min_insert_block_size_rows: 4 * rowsPerInsert,
      min_insert_block_size_bytes: 0,
      max_memory_usage: maxQueryMemoryBytes,
      ...(await bySelect(select)),
    }).map(([name, value]) => `${name} = ${value}`);
    for (let at = 0; at < inserts; at++) {
      const token = `insert_deduplication_token = 'restore:${uuid}:${at}'`;
      await command(`
        INSERT INTO events (${insertColumns})
        SELECT ${insertColumns} FROM ${table}
        WHERE ${part} >= ${at * width} AND ${part} < ${(at + 1) * width}
        ORDER BY event_id, time
        SETTINGS ${[token, ...settings].join(', ')}`);
    }
  }
  await command(`DROP TABLE ${table} SYNC`);
}

/** Where ClickHouse has this setting, what a SELECT inserts is known again only with it. */
async function bySelect(select: ClickHouse['select']): Promise<Record<string, string>> {
  const name = 'deduplicate_insert_select';
  const found = await select({ query: `SELECT 1 FROM system.settings WHERE name = '${name}'` });
  return found.length > 0 ? { [name]: "'enable_even_for_bad_queries'" } : {};
}
