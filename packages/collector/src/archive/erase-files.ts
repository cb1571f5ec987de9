import type { Site } from '../control/sites.ts';
import { RequestError } from '../errors.ts';
import type { ArchiveFile } from './archive-files.ts';
import { isOfPerson, isOfVisits, readStructure, type Person } from './archive-sql.ts';
import { toSpan } from './span-of-file.ts';
import { writeFile, type WriteStages } from './write-file.ts';

/** Visits named by one statement. */
const visitsPerStatement = 3_000;

/**
 * Erases a person from the files of a site: visits that ClickHouse knows to be theirs, and those in which a file knows them,
 * whole. Answers how many events. Throws where a file cannot be read, since it may be of them; asking again is safe.
 */
export async function eraseFromFiles(
  stages: WriteStages,
  site: Site,
  person: Person,
  knownVisits: string[],
): Promise<number> {
  const { files, clickhouse } = stages;
  const structure = await readStructure(clickhouse.select);
  const ask = async <Row extends unknown[]>(
    file: ArchiveFile,
    columns: string,
    where: string,
  ): Promise<Row[]> => {
    try {
      return await clickhouse.select<Row>({
        query: `SELECT ${columns} FROM ${files.toTable(file, structure)} WHERE ${where}`,
      });
    } catch (cause) {
      throw unreadable(file, cause);
    }
  };
  const all = await files.list(site.key);
  const visits = new Set(knownVisits);
  const knowing = new Set<ArchiveFile>();
  for (const file of all) {
    const ids = await ask<[string, string]>(
      file,
      'DISTINCT toString(session_id), toString(visit_id)',
      isOfPerson(person),
    );
    for (const id of ids.flat()) visits.add(id);
    if (ids.length > 0) knowing.add(file);
  }
  // Those that know the person go last, so that what a crash leaves is found when it is asked for again.
  const order = all.toSorted((one, other) => Number(knowing.has(one)) - Number(knowing.has(other)));
  let erased = 0;
  for (const file of order) {
    const list = [...visits];
    for (let at = 0; at === 0 || at < list.length; at += visitsPerStatement) {
      const some = list.slice(at, at + visitsPerStatement);
      const isLast = at + visitsPerStatement >= list.length;
      const isErased = isLast ? `${isOfVisits(some)} OR ${isOfPerson(person)}` : isOfVisits(some);
      const [[found, rows] = [0, 0]] = await ask<[number, number]>(
        file,
        `countIf(${isErased}), count()`,
        '1',
      );
      const span = toSpan(file.name);
      if (found === 0 || !span) continue;
      if (found === rows) await files.remove(file);
      else await writeFile(stages, { site, name: file.name, span }, isErased);
      erased += found;
      if (found === rows) break;
    }
  }
  return erased;
}

/** What cannot be read may hold what must not be kept, and is not touched. */
export const unreadable = (
  { site, name }: Pick<ArchiveFile, 'site' | 'name'>,
  cause: unknown,
): RequestError =>
  new RequestError(
    'archive_unavailable',
    `archive/${site}/${name}.parquet cannot be read; bring it back from a backup or delete it, and ask again`,
    { retryAfter: 30, cause },
  );
