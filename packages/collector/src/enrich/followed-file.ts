import { unwatchFile, watchFile } from 'node:fs';
import { StartupError } from '../errors.ts';

/** A file of the operator's, or one that came with the collector. */
export interface FollowedFile {
  path: string;
  /** Who gives it, such as `PASSERBY_GEO_DB`. */
  setting: string;
  /** What it is read as, such as `an mmdb file`. */
  as: string;
  /** What the operator should give, such as `a country database`. */
  give: string;
  /** Is read again when it changes. */
  isFollowed: boolean;
}

export interface Follow {
  /** Told when a changed file cannot be read, or not yet; the last one stays in use. */
  onProblem?: (setting: string, error: unknown) => void;
  /** How often a file is looked at, ms (default 5,000). */
  everyMs?: number;
}

export interface Followed<Content> {
  /** What was read last. */
  content: () => Content;
  /** Looks no longer after the file. */
  close: () => void;
}

/** Reads a file, and again when it changes. Throws a `StartupError` that names the setting where there is none. */
export async function followFile<Content>(
  { path, setting, as, give, isFollowed }: FollowedFile,
  read: (path: string) => Promise<Content>,
  { onProblem, everyMs = 5_000 }: Follow,
): Promise<Followed<Content>> {
  let content: Content;
  try {
    content = await read(path);
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new StartupError(`${setting}: cannot read "${path}" as ${as} (${reason}); give ${give}`, { cause });
  }
  const readAgain = async (): Promise<void> => {
    try {
      content = await read(path);
    } catch (error) {
      onProblem?.(setting, error);
    }
  };
  const onChange = (): void => void readAgain();
  if (isFollowed) watchFile(path, { persistent: false, interval: everyMs }, onChange);
  return { content: () => content, close: () => unwatchFile(path, onChange) };
}
