import { unwatchFile, watchFile } from 'node:fs';
import { open, type Reader, type Response } from 'maxmind';
import { StartupError } from '../errors.ts';

/** An mmdb file of the operator's, or one that came with the collector. */
export interface MmdbFile {
  path: string;
  /** Who gives it, such as `PASSERBY_GEO_DB`. */
  setting: string;
  /** What should be in it, such as `country`. */
  of: string;
  /** Is read again when it changes. */
  isFollowed: boolean;
}

export interface Follow {
  /** Told when a changed file cannot be read, or not yet; the last one stays in use. */
  onProblem?: (setting: string, error: unknown) => void;
  /** How often a file is looked at, ms (default 5,000). */
  everyMs?: number;
}

export interface Mmdb<Row> {
  find: (ip: string) => Row | null;
  /** Looks no longer after the file. */
  close: () => void;
}

/** Opens an mmdb file. Throws a `StartupError` that names the setting where there is none. */
export async function openMmdb<Row extends object>(
  { path, setting, of, isFollowed }: MmdbFile,
  { onProblem, everyMs = 5_000 }: Follow,
): Promise<Mmdb<Row>> {
  // maxmind knows the shapes of MaxMind's own files alone.
  const read = (): Promise<Reader<Response>> => open<Response>(path);
  let reader: Reader<Response>;
  try {
    reader = await read();
  } catch (cause) {
    throw new StartupError(`${setting}: cannot read "${path}" as an mmdb file; give a ${of} database`, {
      cause,
    });
  }
  // Not maxmind's own watch: a file that is half written would end the process.
  const readAgain = async (): Promise<void> => {
    try {
      reader = await read();
    } catch (error) {
      onProblem?.(setting, error);
    }
  };
  const onChange = (): void => void readAgain();
  if (isFollowed) watchFile(path, { persistent: false, interval: everyMs }, onChange);
  return {
    find: (ip) => reader.get(ip) as Row | null,
    close: () => unwatchFile(path, onChange),
  };
}
