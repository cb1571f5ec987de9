import { open, type Response } from 'maxmind';
import { followFile, type Follow, type FollowedFile } from './followed-file.ts';

export interface Mmdb<Row> {
  find: (ip: string) => Row | null;
  /** Looks no longer after the file. */
  close: () => void;
}

/** Opens an mmdb file. Throws a `StartupError` that names the setting where there is none. */
export async function openMmdb<Row extends object>(
  file: Omit<FollowedFile, 'as'>,
  follow: Follow,
): Promise<Mmdb<Row>> {
  const { content, close } = await followFile(
    { ...file, as: 'an mmdb file' },
    // maxmind knows the shapes of MaxMind's own files alone. Not its own watch: a file half written would end the process.
    (path) => open<Response>(path),
    follow,
  );
  return { find: (ip) => content().get(ip) as Row | null, close };
}
