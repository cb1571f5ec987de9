import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouse } from '../store/clickhouse.ts';
import { toSqlText } from '../store/sql-text.ts';
import { toPath, type ArchiveFile, type ArchiveFiles, type FileName } from './archive-files.ts';
import { toSpan } from './span-of-file.ts';

/** How often it is looked whether a statement has ended, ms. */
const lookEveryMs = 200;

/** The archive in a bucket, which ClickHouse reads and writes itself, with the keys that it has of its own. */
export function openBucket(
  url: string,
  { select, command }: Pick<ClickHouse, 'select' | 'command'>,
): ArchiveFiles {
  const toTable = (path: string, structure: string): string =>
    `s3(${[`${url}/${path}`, 'Parquet', structure].map(toSqlText).join(', ')})`;
  return {
    isShort: () => false,
    async list(site) {
      const rows = await select<[path: string, size: number, time: number]>({
        query: `SELECT _path, _size, toUnixTimestamp(_time) FROM s3(${toSqlText(`${url}/${site ?? '*'}/*.parquet`)}, 'One')`,
      });
      const files: ArchiveFile[] = [];
      for (const [path, bytes, second] of rows) {
        const [, key, name] = /([^/]+)\/([^/]+)\.parquet$/.exec(path) ?? [];
        if (key === undefined || name === undefined || toSpan(name) === undefined) continue;
        files.push({ site: key, name, bytes, writtenAt: second * 1000 });
      }
      return files;
    },
    toTable: (file, structure) => toTable(toPath(file), structure),
    // An object is there once it was sent as a whole.
    replace: (file, structure, write) => write(toTable(toPath(file), structure)),
    async remove(file: FileName) {
      // The one way by which ClickHouse deletes an object.
      const table = `archive_removes_${randomUUID().replaceAll('-', '_')}`;
      const path = toSqlText(`${url}/${toPath(file)}`);
      await command(`CREATE TABLE ${table} (site String) ENGINE = S3(${path}, 'Parquet')`);
      try {
        await command(`TRUNCATE TABLE ${table}`);
      } finally {
        await command(`DROP TABLE ${table}`);
      }
    },
    async whenOthersHaveWritten() {
      const running = async (): Promise<string[]> => {
        const query =
          "SELECT query_id FROM system.processes WHERE query_kind = 'Insert' AND query LIKE '%INTO FUNCTION s3(%'";
        return (await select<[string]>({ query })).map(([id]) => id);
      };
      const before = new Set(await running());
      while ((await running()).some((id) => before.has(id))) await sleep(lookEveryMs);
    },
  };
}
