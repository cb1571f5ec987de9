// The pages of LMDB's file. The format is version 2 of LMDB's data, on a little-endian machine of 64 bits.
// Source: libraries/liblmdb/mdb.c of the package lmdb 3.5, "Page headers", MDB_node, MDB_db and MDB_meta.

const magic = 0xbeef_c0de;
const formatVersion = 2;
export const metaPages = 2;
export const pageHeadBytes = 24;
export const nodeHeadBytes = 8;
const treeBytes = 48;
/** Root of an empty tree. */
export const noPage: bigint = 0xffff_ffff_ffff_ffffn;

export const pageKinds = { branch: 1, leaf: 2, overflow: 4, meta: 8 };
export const nodeFlags = { overflow: 1, tree: 2 };

export interface Tree {
  root: bigint;
  depth: number;
  entries: bigint;
}

export interface Meta {
  transaction: bigint;
  lastPage: number;
  free: Tree;
  main: Tree;
}

/** The sizes that a page may have. */
export const pageSizes: number[] = [4096, 8192, 16_384, 32_768, 65_536];

export function readMeta(page: Buffer | undefined): Meta | undefined {
  const isMeta =
    page?.readUInt16LE(18) === pageKinds.meta &&
    page.readUInt32LE(24) === magic &&
    page.readUInt32LE(28) === formatVersion &&
    pageSizes.includes(page.readUInt32LE(48));
  if (!isMeta) return undefined;
  return {
    free: readTree(page, 48),
    main: readTree(page, 48 + treeBytes),
    lastPage: toNumber(page.readBigUInt64LE(144)),
    transaction: page.readBigUInt64LE(152),
  };
}

export function readTree(page: Buffer, at: number): Tree {
  return {
    depth: page.readUInt16LE(at + 6),
    entries: page.readBigUInt64LE(at + 32),
    root: page.readBigUInt64LE(at + 40),
  };
}

/** Where the nodes of a page begin, in order of their keys. */
export function nodesOf(page: Buffer): number[] {
  const nodes: number[] = [];
  const end = pageHeadBytes + page.readUInt16LE(20);
  for (let at = pageHeadBytes; at < end; at += 2) nodes.push(pageHeadBytes + page.readUInt16LE(at));
  return nodes;
}

export function sizeOf(page: Buffer, node: number, isLeaf: boolean): number {
  const keyBytes = page.readUInt16LE(node + 6);
  if (!isLeaf) return nodeHeadBytes + keyBytes;
  const flags = page.readUInt16LE(node + 4);
  const isOverflow = (flags & nodeFlags.overflow) !== 0;
  const isTree = (flags & nodeFlags.tree) !== 0;
  const valueBytes = isOverflow ? 24 : isTree ? treeBytes : page.readUInt32LE(node);
  return nodeHeadBytes + keyBytes + valueBytes;
}

export const keyOf = (page: Buffer, node: number): Buffer =>
  page.subarray(node + nodeHeadBytes, node + nodeHeadBytes + page.readUInt16LE(node + 6));

/** Page numbers and counts; what is out of all bounds is out of the file's as well. */
export const toNumber = (value: bigint): number => Number(value > 2n ** 52n ? 2n ** 52n : value);
