import { mkdirSync, rmSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createIsShort } from '../log/free-space.ts';
import { toSqlText } from '../store/sql-text.ts';
import { toPath, type ArchiveFile, type ArchiveFiles, type FileName } from './archive-files.ts';
import { toSpan } from './span-of-file.ts';

/** The archive in a directory, for the embedded ClickHouse, which writes where this process may. */
export function openDirectory(directory: string, minFreeBytes: number): ArchiveFiles {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  // One is written at a time; a crash leaves at most this, which is of no use.
  const unfinished = `${directory}/unfinished`;
  rmSync(unfinished, { force: true });
  const pathOf = (file: FileName): string => `${directory}/${toPath(file)}`;
  const toTable = (path: string, structure: string): string =>
    `file(${[path, 'Parquet', structure].map(toSqlText).join(', ')})`;

  async function listSite(site: string): Promise<ArchiveFile[]> {
    const files: ArchiveFile[] = [];
    for (const entry of await readdirOrNone(`${directory}/${site}`)) {
      const name = entry.name.replace(/\.parquet$/, '');
      if (!entry.isFile() || name === entry.name || toSpan(name) === undefined) continue;
      const { size, mtimeMs } = await stat(pathOf({ site, name }));
      files.push({ site, name, bytes: size, writtenAt: mtimeMs });
    }
    return files;
  }

  return {
    // Twice what the event log needs, because a file may be as large.
    isShort: createIsShort(directory, 2 * minFreeBytes),
    async list(only) {
      if (only !== undefined) return listSite(only);
      const files: ArchiveFile[] = [];
      for (const entry of await readdirOrNone(directory)) {
        if (entry.isDirectory()) files.push(...(await listSite(entry.name)));
      }
      return files;
    },
    toTable: (file, structure) => toTable(pathOf(file), structure),
    async replace(file, structure, write) {
      const path = pathOf(file);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      try {
        await write(toTable(unfinished, structure));
        await sync(unfinished);
        await rename(unfinished, path);
      } finally {
        await rm(unfinished, { force: true });
      }
      await sync(dirname(path));
    },
    async remove(file) {
      await rm(pathOf(file), { force: true });
      await sync(dirname(pathOf(file)));
    },
  };
}

async function readdirOrNone(path: string): Promise<import('node:fs').Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // none was written yet
    throw error;
  }
}

/** Makes what was written to a file, or what was renamed in a directory, survive a power failure. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
