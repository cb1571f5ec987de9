/** Answer of `GET /api/v1/archive`. */
export interface ArchiveReply {
  /** By site and name. */
  files: ArchivedFile[];
}

/** The events of a site on a day of UTC, or in an hour where the day is too large for one file. */
export interface ArchivedFile {
  site: string;
  /** `2026-11-29` or `2026-11-29T13`. */
  name: string;
  bytes: number;
  /** ms since the epoch. */
  writtenAt: number;
}

/** Answer of `POST /api/v1/archive/restore`. */
export interface RestoredReply {
  /** Events in the file. */
  found: number;
  /** Those of them that ClickHouse did not have. */
  restored: number;
}
