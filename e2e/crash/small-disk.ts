import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A file system of its own, small enough to be filled. */
export interface SmallDisk {
  path: string;
  /** Fills it up to so many free bytes; 0: until the kernel says that there is no space left. */
  fill(freeBytes: number): void;
  /** Gives the space back. */
  clear(): void;
  unmount(): void;
}

const chunkBytes = 4 << 20;

/** Mounts a tmpfs at `path`; needs root. */
export function mountSmallDisk(path: string, bytes: number): SmallDisk {
  mkdirSync(path, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path]);
  const ballast = join(path, 'ballast');
  return {
    path,
    fill(freeBytes) {
      const file = openSync(ballast, 'a');
      try {
        for (;;) {
          const { bavail, bsize } = statfsSync(path);
          const surplus = bavail * bsize - freeBytes;
          if (surplus <= 0 && freeBytes > 0) return;
          // A last byte finds out what the kernel says.
          writeSync(file, Buffer.alloc(Math.max(1, Math.min(chunkBytes, surplus))));
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        closeSync(file);
      }
    },
    clear: () => rmSync(ballast, { force: true }),
    unmount: () => void execFileSync('umount', ['-l', path]),
  };
}
