import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import {
  keyOf,
  metaPages,
  nodeFlags,
  nodeHeadBytes,
  nodesOf,
  noPage,
  pageHeadBytes,
  pageKinds,
  pageSizes,
  readMeta,
  readTree,
  sizeOf,
  toNumber,
  type Meta,
  type Tree,
} from './lmdb-page.ts';

// Reads a file of LMDB without LMDB, which maps it into memory and ends the process (SIGSEGV, SIGBUS, abort) where a
// page is damaged or missing.

/** LMDB's own limit (CURSOR_STACK). */
const deepest = 32;

/** A page that holds entries. */
export interface Leaf {
  /** That wrote it. */
  transaction: bigint;
  entries: [key: Buffer, value: Buffer][];
}

/** What one meta page leads to: the state after one transaction. The two meta pages take turns. */
export class Snapshot {
  readonly transaction: bigint;
  readonly #read: PageReader;
  readonly #lastPage: number;
  readonly #filePages: number;
  readonly #free: Tree;
  readonly #main: Tree;
  /** Pages that the look under way could not read. */
  readonly #damaged = new Set<number>();

  constructor(meta: Meta, read: PageReader, filePages: number) {
    this.#read = read;
    this.#filePages = filePages;
    this.#free = meta.free;
    this.#main = meta.main;
    this.#lastPage = meta.lastPage;
    this.transaction = meta.transaction;
  }

  /** Whether each page that LMDB may come upon is what it must be, and no page is used twice. */
  isWhole(): boolean {
    this.#damaged.clear();
    const used = new Uint8Array(this.#filePages);
    const use = (first: number, count: number): void => {
      for (let page = first; page < first + count; page++) {
        if (used[page]) this.#damaged.add(page);
        used[page] = 1;
      }
    };
    for (const tree of [this.#main, ...this.#trees().values()]) this.#look(tree, use);
    const lists: Buffer[] = [];
    this.#look(this.#free, use, (_key, list) => lists.push(list));
    for (const list of lists) {
      if (!this.#isFreeList(list, used)) this.#damaged.add(toNumber(this.#free.root));
    }
    return this.#damaged.size === 0;
  }

  /** Whether all of this database can be read. */
  isReadable(database: string): boolean {
    this.#damaged.clear();
    const tree = this.#trees().get(database);
    if (tree) this.#look(tree, () => {});
    return tree !== undefined && this.#damaged.size === 0;
  }

  /** What can be read of a database, in order. The buffers are valid until the next step. */
  *entries(database: string): Generator<[key: Buffer, value: Buffer]> {
    const tree = this.#trees().get(database);
    if (!tree) return;
    for (const page of this.#leaves(tree, () => {})) {
      for (const node of nodesOf(page)) {
        const value = this.#valueOf(page, node);
        if (value) yield [keyOf(page, node), value];
      }
    }
  }

  /** Every leaf of the file, whether a tree leads to it or not, of whatever database and whatever age. */
  *scan(): Generator<Leaf> {
    for (let number = metaPages; number < this.#filePages; number++) {
      const page = this.#readTreePage(number, true);
      if (!page) continue;
      const entries: Leaf['entries'] = [];
      for (const node of nodesOf(page)) {
        const value = this.#valueOf(page, node);
        if (value) entries.push([keyOf(page, node), value]);
      }
      yield { transaction: page.readBigUInt64LE(8), entries };
    }
  }

  #trees(): Map<string, Tree> {
    const trees = new Map<string, Tree>();
    for (const page of this.#leaves(this.#main, () => {})) {
      for (const node of nodesOf(page)) {
        const key = keyOf(page, node);
        if ((page.readUInt16LE(node + 4) & nodeFlags.tree) === 0) continue;
        const tree = readTree(page, node + nodeHeadBytes + key.length);
        trees.set(key.toString('latin1').replace(/\0$/, ''), tree);
      }
    }
    return trees;
  }

  /** Goes through a tree; what is wrong is in `#damaged` afterwards. */
  #look(
    tree: Tree,
    use: (first: number, count: number) => void,
    onEntry?: (key: Buffer, value: Buffer) => void,
  ): void {
    let entries = 0n;
    for (const page of this.#leaves(tree, use)) {
      for (const node of nodesOf(page)) {
        entries++;
        if (onEntry) {
          const value = this.#valueOf(page, node);
          if (value) onEntry(keyOf(page, node), Buffer.from(value));
        }
        const overflow = this.#overflowOf(page, node);
        if (overflow) use(overflow.first, overflow.count);
      }
    }
    // A page that was never written holds an older state, which is right in itself.
    if (entries !== tree.entries) this.#damaged.add(toNumber(tree.root));
  }

  /** The leaves of a tree that can be read, in order. */
  *#leaves(tree: Tree, use: (first: number, count: number) => void): Generator<Buffer> {
    if (tree.root === noPage) return;
    if (tree.depth < 1 || tree.depth > deepest) {
      this.#damaged.add(toNumber(tree.root));
      return;
    }
    const left = [{ page: toNumber(tree.root), depth: 1 }];
    for (let at = left.pop(); at; at = left.pop()) {
      const isLeaf = at.depth === tree.depth;
      const page = this.#readTreePage(at.page, isLeaf);
      if (!page) {
        this.#damaged.add(at.page);
        continue;
      }
      use(at.page, 1);
      if (isLeaf) {
        yield page;
        continue;
      }
      for (const node of nodesOf(page).toReversed()) {
        left.push({ page: page.readUIntLE(node, 6), depth: at.depth + 1 });
      }
    }
  }

  /** A page of a tree; undefined where it is not one. */
  #readTreePage(number: number, isLeaf: boolean): Buffer | undefined {
    const page = this.#readPage(number, 1, isLeaf ? pageKinds.leaf : pageKinds.branch);
    if (!page) return undefined;
    const lower = page.readUInt16LE(20);
    const upper = page.readUInt16LE(22);
    const room = page.length - pageHeadBytes;
    if (lower % 2 === 1 || lower < (isLeaf ? 2 : 4) || lower > upper || upper > room) return undefined;
    // LMDB leaves no gap between the nodes of a page.
    let bytes = 0;
    for (const node of nodesOf(page)) {
      if (node % 2 === 1 || node < pageHeadBytes + upper || node + nodeHeadBytes > page.length)
        return undefined;
      const size = sizeOf(page, node, isLeaf);
      if (node + size > page.length) return undefined;
      if (isLeaf && (page.readUInt16LE(node + 4) & nodeFlags.overflow) !== 0 && !this.#overflowOf(page, node))
        return undefined;
      bytes += size + (size % 2);
    }
    return bytes === room - upper ? page : undefined;
  }

  /** Where the value of a node lies that is larger than a page; undefined where it is not that. */
  #overflowOf(page: Buffer, node: number): { first: number; count: number } | undefined {
    if ((page.readUInt16LE(node + 4) & nodeFlags.overflow) === 0) return undefined;
    const at = node + nodeHeadBytes + page.readUInt16LE(node + 6);
    const first = toNumber(page.readBigUInt64LE(at));
    const count = toNumber(page.readBigUInt64LE(at + 16));
    if (count * page.length - pageHeadBytes < page.readUInt32LE(node)) return undefined;
    const head = this.#readPage(first, count, pageKinds.overflow);
    return head?.readUInt32LE(20) === count ? { first, count } : undefined;
  }

  #valueOf(page: Buffer, node: number): Buffer | undefined {
    const size = page.readUInt32LE(node);
    if ((page.readUInt16LE(node + 4) & nodeFlags.overflow) === 0) {
      const start = node + nodeHeadBytes + page.readUInt16LE(node + 6);
      return page.subarray(start, start + size);
    }
    const overflow = this.#overflowOf(page, node);
    return overflow && this.#read(overflow.first, pageHeadBytes + size)?.subarray(pageHeadBytes);
  }

  /** A page of that kind that says it is number `number`; undefined where it is not, or `count` of them are not there. */
  #readPage(number: number, count: number, kind: number): Buffer | undefined {
    if (number < metaPages || number + count - 1 > this.#lastPage || count < 1) return undefined;
    const page = this.#read(number);
    if (!page || (count > 1 && !this.#read(number + count - 1))) return undefined;
    const isRight =
      page.readBigUInt64LE(0) === BigInt(number) &&
      page.readBigUInt64LE(8) <= this.transaction &&
      page.readUInt16LE(18) === kind;
    return isRight ? page : undefined;
  }

  /** A list of free pages, in the form of lmdb-js (midl.c): their count, then pages, runs (negative length, first page), zeros. */
  #isFreeList(list: Buffer, used: Uint8Array): boolean {
    const end = list.length < 8 ? Infinity : 8 * (toNumber(list.readBigUInt64LE(0)) + 1);
    if (end > list.length) return false;
    let run = 1;
    for (let at = 8; at < end; at += 8) {
      const entry = Number(list.readBigInt64LE(at));
      if (entry === 0) continue;
      if (entry < 0) {
        run = -entry;
        continue;
      }
      if (entry < metaPages || entry + run - 1 > this.#lastPage) return false;
      for (let page = entry; page < entry + run; page++) {
        if (used[page]) return false;
        // Free pages at the end may be missing in the file.
        if (page < used.length) used[page] = 1;
      }
      run = 1;
    }
    return true;
  }
}

/** Answers the page, or so many bytes from it on; undefined where the file ends before. */
type PageReader = (page: number, bytes?: number) => Buffer | undefined;

/** A file of LMDB, opened for reading. */
export interface LmdbFile {
  /** The newest first; those whose meta page can be read, which are two in a file that is whole. */
  snapshots: Snapshot[];
  /** Every leaf of the file; see `Snapshot.scan`. */
  scan: () => Generator<Leaf>;
  close: () => void;
}

/** Opens a file of LMDB without LMDB. Nothing may write to it meanwhile. */
export function openLmdbFile(path: string): LmdbFile {
  const file = openSync(path, 'r');
  const pageBytes = findPageBytes(file);
  const filePages = Math.floor(fstatSync(file).size / pageBytes);
  const read: PageReader = (page, bytes = pageBytes) => readBytes(file, page * pageBytes, bytes);
  const metas = [0, 1].flatMap((page) => readMeta(read(page)) ?? []);
  const newestFirst = metas.toSorted((a, b) => Number(b.transaction - a.transaction));
  const everything = { transaction: noPage, lastPage: filePages - 1, free: noTree, main: noTree };
  return {
    snapshots: newestFirst.map((meta) => new Snapshot(meta, read, filePages)),
    scan: () => new Snapshot(everything, read, filePages).scan(),
    close: () => closeSync(file),
  };
}

const noTree: Tree = { root: noPage, depth: 0, entries: 0n };

/** The first page says it, and the second as well, if that is where it is. */
function findPageBytes(file: number): number {
  for (const position of [0, ...pageSizes]) {
    const page = readBytes(file, position, 4096);
    if (page && readMeta(page) && (position === 0 || page.readUInt32LE(48) === position))
      return page.readUInt32LE(48);
  }
  return 4096;
}

function readBytes(file: number, position: number, length: number): Buffer | undefined {
  const buffer = Buffer.allocUnsafe(length);
  return readSync(file, buffer, 0, length, position) === length ? buffer : undefined;
}
