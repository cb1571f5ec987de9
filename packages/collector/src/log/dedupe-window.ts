import { createHash } from 'node:crypto';
import type { Database, RootDatabase } from 'lmdb';
import { whenCommitted } from './failed-commit.ts';

/** Bytes of a key: site id and event id. */
export const keyBytes = 20;
const present = Buffer.alloc(1);
/** Removals that one event turn may ask for. */
const removalsPerTurn = 2_000;

/**
 * The event ids seen lately, on disk. Bounded in time and in number: the ids that arrived first go first. Writes
 * belong to the transaction of the event turn they are made in, and so commit together with the log record.
 */
export class DedupeWindow {
  readonly #ids: Database<Buffer, Buffer>;
  /** Keys of each delivery in order of arrival: 8 bytes of time, then the keys one after the other. */
  readonly #arrivals: Database<Buffer, number>;
  readonly #maxAgeMs: number;
  readonly #maxIds: number;

  constructor(root: RootDatabase, bounds: { maxAgeMs: number; maxIds: number }) {
    this.#ids = root.openDB('ids', { encoding: 'binary', keyEncoding: 'binary' });
    this.#arrivals = root.openDB('arrivals', { encoding: 'binary' });
    this.#maxAgeMs = bounds.maxAgeMs;
    this.#maxIds = bounds.maxIds;
  }

  /** Whether a committed delivery had this key. */
  has(key: Buffer): boolean {
    return this.#ids.doesExist(key);
  }

  /** Remembers the keys of delivery `sequence`; durable once all the promises are. */
  remember(sequence: number, keys: Buffer[], receivedAt: number): Promise<boolean>[] {
    const arrival = Buffer.allocUnsafe(8 + keys.length * keyBytes);
    arrival.writeDoubleBE(receivedAt);
    for (const [index, key] of keys.entries()) key.copy(arrival, 8 + index * keyBytes);
    return [this.#arrivals.put(sequence, arrival), ...keys.map((key) => this.#ids.put(key, present))];
  }

  /** Forgets what is too old or too many: a part in each event turn, so that no caller waits long. */
  async evict(now: number): Promise<void> {
    let surplus = this.size() - this.#maxIds;
    for (;;) {
      const removals: Promise<boolean>[] = [];
      for (const { key: sequence, value: arrival } of this.#arrivals.getRange()) {
        const { receivedAt, keys } = readArrival(arrival);
        if (surplus <= 0 && receivedAt > now - this.#maxAgeMs) break;
        for (const key of keys) {
          removals.push(this.#ids.remove(key));
          surplus--;
        }
        removals.push(this.#arrivals.remove(sequence));
        if (removals.length >= removalsPerTurn) break;
      }
      if (removals.length === 0) return;
      await whenCommitted(removals);
    }
  }

  /** Ids remembered now. */
  size(): number {
    return (this.#ids.getStats() as { entryCount: number }).entryCount;
  }
}

/** What `remember` keeps of a delivery. */
export function readArrival(arrival: Buffer): { receivedAt: number; keys: Buffer[] } {
  const keys: Buffer[] = [];
  for (let at = 8; at + keyBytes <= arrival.length; at += keyBytes) {
    keys.push(Buffer.from(arrival.subarray(at, at + keyBytes)));
  }
  return { receivedAt: arrival.length < 8 ? 0 : arrival.readDoubleBE(), keys };
}

/** Key of an event: ids are scoped by site, so that one site cannot use up another's. */
export function toDedupeKey(siteId: number, id: string): Buffer {
  const key = Buffer.allocUnsafe(keyBytes);
  key.writeUInt32BE(siteId);
  // A third of the time of a text without dashes that is written as hex.
  let at = 0;
  for (let byte = 4; byte < keyBytes; byte++) {
    if (id[at] === '-') at++;
    key[byte] = (toNibble(id, at) << 4) | toNibble(id, at + 1);
    at += 2;
  }
  return key;
}

const nibbles = new Uint8Array(128);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  for (const spelling of [digit, digit.toUpperCase()]) nibbles[spelling.codePointAt(0) ?? 0] = value;
}

const toNibble = (hex: string, at: number): number => nibbles[hex.codePointAt(at) ?? 0] ?? 0;

/** Key of the replay of a rejected event; no site has so high an id. */
export function toReplayKey(siteId: number, id: string, code: string, rejectedAt: number): Buffer {
  const key = createHash('sha256').update(`${id} ${code} ${rejectedAt}`).digest().subarray(0, keyBytes);
  key.writeUInt32BE((siteId | 0x8000_0000) >>> 0);
  return key;
}
