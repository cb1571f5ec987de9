import { closeSync, fsyncSync, linkSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { open, type Database, type RootDatabase } from 'lmdb';
import { DedupeWindow, keyBytes, readArrival } from './dedupe-window.ts';
import { openLmdbFile, type Leaf, type LmdbFile, type Snapshot } from './lmdb-file.ts';
import { hasChecksum, isIntact } from './record.ts';

/** What became of a damaged event log. */
export interface Damage {
  /** Where the damaged file is now. */
  putAside: string;
  /** Deliveries that were saved, and now wait for ClickHouse. */
  saved: number;
  /** Deliveries between these that are gone; what came after the last of them is not known. */
  missing: number;
}

/** What the operator reads. */
export function toReport({ putAside, saved, missing }: Damage): string {
  return (
    `the event log was damaged, by its disk or a power failure: ${saved} deliveries that waited in it are saved, ` +
    `${missing} between them are lost, and those after the last, if there were any; the damaged file is ${putAside}: ` +
    'check the disk, and delete the file when you have no use for it (docs/operations.md)'
  );
}

/** Writes of one transaction. */
const writesAtOnce = 1_000;
const asideMark = '.damaged-';

/**
 * Makes the log at `path` one that LMDB can open. LMDB ends the process where its file is damaged, so the file is looked
 * through without it first. Where a part is damaged, all that can be read is copied to a new log, and the damaged file is
 * put aside under a dated name. Nothing may have the log open.
 */
export async function mendLog(path: string, now: number = Date.now()): Promise<Damage | undefined> {
  // LMDB makes an empty file a log.
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0) return undefined;
  const file = openLmdbFile(path);
  try {
    const { snapshots } = file;
    if (snapshots.length === 2 && snapshots[0]?.isWhole() && areIntact(snapshots[0])) return undefined;
    const rescued = `${path}.rescued`;
    remove(rescued);
    await copy(file, rescued, now);
    const found = await settle(rescued);
    const putAside = `${path}${asideMark}${new Date(now).toISOString().replaceAll(':', '-')}`;
    // A crash between the two leaves the damaged log in its place, to be mended again.
    linkSync(path, putAside);
    renameSync(rescued, path);
    remove(rescued);
    rmSync(`${path}-lock`, { force: true });
    syncDirectory(dirname(path));
    return { putAside, ...found };
  } finally {
    file.close();
  }
}

/** Damaged logs that lie beside the log, by name. */
export function listPutAside(path: string): string[] {
  const begin = basename(path) + asideMark;
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(begin))
    .map((name) => join(dirname(path), name));
}

function areIntact(snapshot: Snapshot): boolean {
  for (const [, record] of snapshot.entries('records')) if (!isIntact(record)) return false;
  return true;
}

/** Copies what can be read; the new log goes on under the old name. */
async function copy({ snapshots, scan }: LmdbFile, path: string, now: number): Promise<void> {
  const root = openRoot(path);
  const writes = new Writes();
  // Keys as they are: what the log makes of them is its own business.
  const database = (name: string): Database<Buffer, Buffer> =>
    root.openDB(name, { encoding: 'binary', keyEncoding: 'binary' });
  const put = (name: string, [key, value]: Entry): Promise<void> =>
    writes.add([database(name).put(Buffer.from(key), Buffer.from(value))]);
  const copyAll = async (name: string, from: Snapshot): Promise<void> => {
    for (const entry of from.entries(name)) await put(name, entry);
  };
  const oldestFirst = snapshots.toReversed();
  const [newest] = snapshots;

  // What the last transaction has damaged may still be there before it; what was acknowledged since is sorted out later.
  for (const snapshot of oldestFirst) {
    for (const entry of snapshot.entries('records')) if (isIntact(entry[1])) await put('records', entry);
  }
  // These two are of one moment.
  const settledIn = snapshots.find((one) => one.isReadable('state') && one.isReadable('settled'));
  for (const name of ['state', 'settled']) {
    for (const snapshot of settledIn ? [settledIn] : oldestFirst) await copyAll(name, snapshot);
  }
  await writes.end();
  await copyWindow(snapshots, root, writes, now);
  // The way to the rest may have gone with the end of the file.
  if (!snapshots.some((one) => one.isReadable('records'))) {
    await copyScanned(scan(), { put, hasState: settledIn !== undefined }, root, writes, now);
  }
  const isCertain = snapshots.length === 2 && settledIn !== undefined && settledIn === newest;
  if (!isCertain) await root.openDB('state', { encoding: 'json' }).put(doubtfulKey, true);
  await root.close();
}

/** Records and ids of all leaves, told by their looks; and the newest state, where it is needed. */
async function copyScanned(
  leaves: Iterable<Leaf>,
  to: { put: (name: string, entry: Entry) => Promise<void>; hasState: boolean },
  root: RootDatabase,
  writes: Writes,
  now: number,
): Promise<void> {
  const window = new DedupeWindow(root, unbounded);
  let sequence = Number.MIN_SAFE_INTEGER / 2;
  let state: { transaction: bigint; entries: Entry[] } | undefined;
  for (const { transaction, entries } of leaves) {
    const ids: Buffer[] = [];
    for (const [key, value] of entries) {
      if (hasChecksum(value) && isIntact(value)) await to.put('records', [key, value]);
      else if (key.length === keyBytes && value.length === 1 && !window.has(key)) ids.push(Buffer.from(key));
    }
    if (ids.length > 0) await writes.add(window.remember(sequence++, ids, now));
    const isState = entries.some(([key]) => key.toString() === 'name');
    if (isState && (!state || state.transaction < transaction)) {
      state = { transaction, entries: entries.map(([key, value]) => [Buffer.from(key), Buffer.from(value)]) };
    }
  }
  if (!to.hasState) for (const entry of state?.entries ?? []) await to.put('state', entry);
  await writes.end();
}

/** The ids under new numbers, in their order; those whose time of arrival is lost count as of now. */
async function copyWindow(
  snapshots: Snapshot[],
  root: RootDatabase,
  writes: Writes,
  now: number,
): Promise<void> {
  const window = new DedupeWindow(root, unbounded);
  // Below those of all deliveries that will come.
  let sequence = Number.MIN_SAFE_INTEGER;
  const [newest] = snapshots;
  for (const [, arrival] of newest?.entries('arrivals') ?? []) {
    const { receivedAt, keys } = readArrival(arrival);
    await writes.add(window.remember(sequence++, keys, receivedAt));
  }
  await writes.end();
  for (const snapshot of snapshots) {
    for (const [key] of snapshot.entries('ids')) {
      if (!window.has(key)) await writes.add(window.remember(sequence++, [Buffer.from(key)], now));
    }
    await writes.end();
  }
}

/** Forgets what was acknowledged; counts the deliveries that are there, and those that should be. */
async function settle(path: string): Promise<Pick<Damage, 'saved' | 'missing'>> {
  const root = openRoot(path);
  const state: Database<unknown, string> = root.openDB('state', { encoding: 'json' });
  const records: Database<Buffer, number> = root.openDB('records', { encoding: 'binary' });
  const acknowledged = (state.get('acknowledged') as number | undefined) ?? 0;
  const writes = new Writes();
  for (const sequence of records.getKeys({ end: acknowledged + 1 })) {
    await writes.add([records.remove(sequence)]);
  }
  await writes.end();
  const saved = records.getCount();
  const [first = acknowledged + 1] = records.getKeys({ limit: 1 });
  const [last = acknowledged] = records.getKeys({ reverse: true, limit: 1 });
  const isDoubtful = state.get(doubtfulKey) !== undefined;
  await state.put(damagesKey, ((state.get(damagesKey) as number | undefined) ?? 0) + 1);
  if (isDoubtful) await state.put(doubtfulKey, last);
  await root.close();
  // In doubt, nobody knows whether ClickHouse has those before the first.
  return { saved, missing: last - (isDoubtful ? first - 1 : acknowledged) - saved };
}

/** Key in the log's state: how often it was found damaged. */
export const damagesKey = 'damages';
/** Key in the log's state: the last delivery that ClickHouse may have although the log does not know. */
export const doubtfulKey = 'doubtful';

type Entry = [key: Buffer, value: Buffer];

const unbounded = { maxAgeMs: Infinity, maxIds: Infinity };

const openRoot = (path: string): RootDatabase =>
  open({ path, encoding: 'binary', overlappingSync: false, maxDbs: 8 });

/** Writes on their way to disk, not too many at once. */
class Writes {
  #underWay: Promise<boolean>[] = [];

  async add(writes: Promise<boolean>[]): Promise<void> {
    for (const write of writes) this.#underWay.push(write);
    if (this.#underWay.length >= writesAtOnce) await this.end();
  }

  async end(): Promise<void> {
    const underWay = this.#underWay;
    this.#underWay = [];
    await Promise.all(underWay);
  }
}

/** A file of LMDB with its lock. */
function remove(path: string): void {
  for (const file of [path, `${path}-lock`]) rmSync(file, { force: true });
}

function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  fsyncSync(directory);
  closeSync(directory);
}
