import { accessSync, constants, mkdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StartupError } from '../errors.ts';

/** Files in the data directory. */
export interface DataDir {
  log: string;
  control: string;
  /** Gives the directory free for another process; a crash does so as well. */
  release(): void;
}

/**
 * Makes the data directory and takes it for this process alone. The lock is SQLite's exclusive file lock, which
 * the kernel frees when the process dies, however it dies.
 */
export function takeDataDir(path: string): DataDir {
  createDataDir(path);
  const lock = new DatabaseSync(`${path}/lock.sqlite`);
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
  } catch (cause) {
    throw new StartupError(
      `PASSERBY_DATA_DIR: "${path}" is in use by another passerby process; stop it or give another directory`,
      { cause },
    );
  }
  return { log: logPath(path), control: controlPath(path), release: () => lock.close() };
}

/** Makes the data directory where it is missing; throws a `StartupError` when it cannot be written. */
export function createDataDir(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.W_OK);
  } catch (cause) {
    throw new StartupError(
      `PASSERBY_DATA_DIR: cannot write in "${path}" (${(cause as NodeJS.ErrnoException).code}); give a directory that this user may write`,
      { cause },
    );
  }
}

export const controlPath = (dataDir: string): string => `${dataDir}/control.sqlite`;
export const logPath = (dataDir: string): string => `${dataDir}/log.lmdb`;
