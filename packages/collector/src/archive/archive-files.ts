/** A file of the archive: the events of a site on a day of UTC, or in an hour where the day is too large for one file. */
export interface ArchiveFile {
  /** Key of the site. */
  site: string;
  /** `2026-11-29` or `2026-11-29T13`. */
  name: string;
  bytes: number;
  /** ms since the epoch. */
  writtenAt: number;
}

export type FileName = Pick<ArchiveFile, 'site' | 'name'>;

/** Where the files lie. */
export interface ArchiveFiles {
  /** There is so little room that new events would soon be refused: what only adds files waits. */
  isShort(): boolean;
  /** What is in the way of another name is left out. */
  list(site?: string): Promise<ArchiveFile[]>;
  /** SQL of the table that a file is, with columns of this structure. */
  toTable(file: FileName, structure: string): string;
  /**
   * Puts a file in the place of the one that is there, or of none: `write` fills the table it is given. Whoever reads, or
   * starts after a crash, finds the one or the other, whole.
   */
  replace(file: FileName, structure: string, write: (table: string) => Promise<void>): Promise<void>;
  remove(file: FileName): Promise<void>;
  /** Where several collectors write: resolves when what they were writing at this moment is written. */
  whenOthersHaveWritten?(): Promise<void>;
}

/** Where a file lies under the place of all. */
export const toPath = ({ site, name }: FileName): string => `${site}/${name}.parquet`;
