import { stat } from 'node:fs/promises';
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
  let seen = await toStamp(path);
  let content: Content;
  try {
    content = await read(path);
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new StartupError(`${setting}: cannot read "${path}" as ${as} (${reason}); give ${give}`, { cause });
  }
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    try {
      const stamp = await toStamp(path);
      if (stamp === seen) return;
      seen = stamp;
      content = await read(path);
    } catch (error) {
      onProblem?.(setting, error);
    } finally {
      isLooking = false;
    }
  };
  // Not `watchFile`, which misses a change before its own first look.
  const timer = isFollowed ? setInterval(() => void look(), everyMs).unref() : undefined;
  return { content: () => content, close: () => clearInterval(timer) };
}

/** Equal as long as the file is the same and nobody has written to it; of none it is empty. */
async function toStamp(path: string): Promise<string> {
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  } catch {
    return ''; // Whoever reads it says why.
  }
}
