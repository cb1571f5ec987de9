import { existsSync } from 'node:fs';
import pLimit from 'p-limit';
import type { RestoredReply } from '@passerby/wire';
import type { Site, Sites } from '../control/sites.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import type { Metrics } from '../ops/metrics.ts';
import { StartupError } from '../errors.ts';
import type { ArchiveFile, ArchiveFiles, FileName } from './archive-files.ts';
import type { Person } from './archive-sql.ts';
import { openBucket } from './bucket.ts';
import { eraseFromFiles } from './erase-files.ts';
import { isExpired } from './expired.ts';
import { openDirectory } from './directory.ts';
import { finishRestore, restoreFile, type RestoreStages } from './restore-file.ts';
import { createDayWriter, type DayWriter } from './write-days.ts';

/** Events outside ClickHouse, as files that other programs read. One thing is done to them at a time. */
export interface Archive extends DayWriter {
  list(site?: string): Promise<ArchiveFile[]>;
  restore(site: Site, file: FileName): Promise<RestoredReply>;
  /**
   * Erases a person from the files while `eraseStored` erases them from ClickHouse; that calls `eraseFiles` with the visits
   * that it knows to be theirs, before it forgets them. Answers what `eraseStored` does, and how many events of files went.
   */
  erase<Erased>(
    site: Site,
    person: Person,
    eraseStored: (eraseFiles: (visits: string[]) => Promise<void>) => Promise<Erased>,
  ): Promise<Erased & { archived: number }>;
  /** Removes the files that nobody keeps any longer; answers how many. */
  deleteExpired(now: number): Promise<number>;
  /** Removes all files of a site that was deleted, after `deleteRows` has deleted what ClickHouse has of it. */
  removeSite(key: string, deleteRows: () => Promise<void>): Promise<void>;
}

/**
 * Opens what `PASSERBY_ARCHIVE` names. Where it is unset, the files of before, so that erasures and retentions reach them;
 * `undefined`: there are none. Throws a `StartupError`. ClickHouse is not asked yet.
 */
export function openArchiveFiles(
  config: {
    archive: string | undefined;
    clickhouseUrl: string | undefined;
    dataDir: string;
    minFreeBytes: number;
  },
  clickhouse: Pick<ClickHouse, 'select' | 'command'>,
): ArchiveFiles | undefined {
  const { archive, clickhouseUrl, minFreeBytes } = config;
  const directory = `${config.dataDir}/archive`;
  if (archive === undefined && (clickhouseUrl !== undefined || !existsSync(directory))) return undefined;
  if (archive !== undefined && archive !== 'files') return openBucket(toBucket(archive), clickhouse);
  if (clickhouseUrl !== undefined) {
    throw new StartupError(
      'PASSERBY_ARCHIVE: "files" are written by the embedded ClickHouse, which has the data directory; give the address of a bucket',
    );
  }
  return openDirectory(directory, minFreeBytes);
}

function toBucket(text: string): string {
  const url = URL.parse(text);
  if (url === null || !['https:', 'http:', 's3:'].includes(url.protocol)) {
    throw new StartupError(
      'PASSERBY_ARCHIVE: give "files", or the address of a bucket such as https://bucket.s3.eu-central-1.amazonaws.com/archive',
    );
  }
  if (url.username !== '' || url.password !== '' || /[*?{}#]/.test(text)) {
    throw new StartupError(
      'PASSERBY_ARCHIVE: the address of a bucket has no keys in it, and none of * ? { } #; ClickHouse has the keys (docs/operations.md, "The archive")',
    );
  }
  return text.replace(/\/+$/, '');
}

export function createArchive(
  stages: RestoreStages & {
    sites: Pick<Sites, 'list' | 'markSampled'>;
    metrics: Pick<Metrics, 'archiveWaiting' | 'archiveFailures'>;
    retentionMonths: number;
    mostEventsOfFile?: number;
    /** Unset: what is there is kept, and nothing is added. */
    archive: string | undefined;
  },
): Archive {
  const { files, sites, retentionMonths } = stages;
  const alone = pLimit(1);
  const days = createDayWriter(stages, alone);
  return {
    async write(...moment) {
      await alone(() => finishRestore(stages));
      return stages.archive === undefined ? 0 : days.write(...moment);
    },
    async list(site) {
      const order = ({ site: key, name }: ArchiveFile): string => `${key} ${name}`;
      return (await files.list(site)).toSorted((one, other) => (order(one) < order(other) ? -1 : 1));
    },
    restore: (site, file) => alone(() => restoreFile(stages, site, file)),
    erase: (site, person, eraseStored) =>
      alone(async () => {
        // What was put aside is not in ClickHouse yet.
        await finishRestore(stages);
        let archived = 0;
        let known: string[] = [];
        const erased = await eraseStored(async (visits) => {
          known = visits;
          archived += await eraseFromFiles(stages, site, person, visits);
        });
        if (!files.whenOthersHaveWritten) return { ...erased, archived };
        // Another collector may have read them before, and written them since.
        for (let left = 1; left > 0; archived += left) {
          await files.whenOthersHaveWritten();
          left = await eraseFromFiles(stages, site, person, known);
        }
        return { ...erased, archived };
      }),
    removeSite: (key, deleteRows) =>
      alone(async () => {
        // What was put aside may be of this site.
        await finishRestore(stages);
        await deleteRows();
        for (const file of await files.list(key)) await files.remove(file);
      }),
    deleteExpired: (now) =>
      alone(async () => {
        const known = new Map((await sites.list()).map((site) => [site.key, site]));
        const expired = (await files.list()).filter(({ site, name }) =>
          isExpired(name, known.get(site), retentionMonths, now),
        );
        for (const file of expired) await files.remove(file);
        return expired.length;
      }),
  };
}
