import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { readMeta } from './lmdb-page.ts';

/** Kept for the commits that make room: those of the writer, and of what is forgotten. */
const reservedPages = 1_024;
/** By which the file grows beyond what is missing. */
const sparePages = 256;
/** What is read of a meta page. */
const metaBytes = 160;
/** More is not asked for at once; what does not fit into it may fail in LMDB. */
const mostPages = 16_384;

/**
 * Sees to it that what LMDB is going to write has its place on disk before: blocks of zeros at the end of its file. Where the
 * disk is full, it is these that fail, and not a commit. lmdb-js 3.5 does not survive that: it tells what failed in a text of up
 * to 130 bytes, for which it has 100 (`mdb_page_flush` in mdb.c).
 */
export class Headroom {
  readonly #file: number;
  readonly #start: Buffer = Buffer.alloc(metaBytes);
  readonly #pageBytes: number = 0;
  /** Pages that commits under way may need. */
  #promised = 0;
  /** Pages that may be promised before the file is looked at again. */
  #left = 0;

  /** `path`: a file that LMDB has opened. */
  constructor(path: string) {
    // For appending: what LMDB has written meanwhile is never written over, wherever its end was thought to be.
    this.#file = openSync(path, 'a+');
    this.#pageBytes = this.#readStart(0).readUInt32LE(48);
  }

  /** Makes place for pages, until `give`. Throws what the system says where the disk takes no more. */
  take(pages: number): void {
    if (pages > this.#left) this.#grow(pages);
    this.#left -= pages;
    this.#promised += pages;
  }

  /** Pages that were taken are written, or never will be. */
  give(pages: number): void {
    this.#promised -= pages;
  }

  /** Gives back what was not needed. After LMDB has closed its file. */
  close(): void {
    ftruncateSync(this.#file, this.#usedPages() * this.#pageBytes);
    closeSync(this.#file);
  }

  #grow(pages: number): void {
    const needed = this.#usedPages() + Math.min(this.#promised + pages + reservedPages, mostPages);
    let filePages = Math.floor(fstatSync(this.#file).size / this.#pageBytes);
    if (filePages < needed) {
      const zeros = Buffer.alloc((needed - filePages + sparePages) * this.#pageBytes);
      for (let written = 0; written < zeros.length;) written += writeSync(this.#file, zeros, written);
      filePages += zeros.length / this.#pageBytes;
    }
    this.#left = pages + filePages - needed;
  }

  #usedPages(): number {
    const metas = [0, 1].map((page) => readMeta(this.#readStart(page)));
    return 1 + Math.max(...metas.map((meta) => meta?.lastPage ?? 0));
  }

  /** Valid until the next call. */
  #readStart(page: number): Buffer {
    readSync(this.#file, this.#start, 0, metaBytes, page * this.#pageBytes);
    return this.#start;
  }
}
