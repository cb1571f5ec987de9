import { randomUUID } from 'node:crypto';
import { open, type Database, type RootDatabase } from 'lmdb';
import { dedupeWindowMs } from '../config.ts';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import { RequestError } from '../errors.ts';
import { DedupeWindow, toDedupeKey } from './dedupe-window.ts';
import type { Appended, EventLog, LogBatch, LoggedEvent } from './event-log.ts';
import { decodeRecord, encodeRecord } from './record.ts';

/** A cut of the log, persisted before its first insert. */
interface Boundary {
  first: number;
  last: number;
}

/** Deliveries whose ids may be evicted for each batch written; more than arrive, so that the window shrinks. */
const evictedDeliveries = 20_000;

/**
 * Opens the event log in an LMDB file. Every commit is synced before its promise resolves (`overlappingSync`
 * off), and deliveries that arrive during a sync share the next one: that is the group commit.
 */
export function openLmdbLog(path: string, bounds: { maxBytes: number; maxDedupeIds: number }): EventLog {
  const root = open({ path, encoding: 'binary', overlappingSync: false, maxDbs: 8 });
  return new LmdbLog(root, bounds);
}

class LmdbLog implements EventLog {
  readonly #root: RootDatabase;
  /** Record of each delivery, by its sequence number. */
  readonly #records: Database<Buffer, number>;
  readonly #state: Database<unknown, string>;
  readonly #window: DedupeWindow;
  readonly #maxBytes: number;
  /** Names this log in tokens, so that two collectors in front of one ClickHouse never share one. */
  readonly #name: string;
  #nextSequence: number;
  #queuedEvents = 0;
  #queuedBytes = 0;
  /** Keys on their way to disk, and the commit that carries each. */
  readonly #committing = new Map<string, Promise<void>>();
  #current: { boundary: Boundary; events: number; bytes: number } | undefined;

  constructor(root: RootDatabase, bounds: { maxBytes: number; maxDedupeIds: number }) {
    this.#root = root;
    this.#records = root.openDB('records', { encoding: 'binary' });
    this.#state = root.openDB('state', { encoding: 'json' });
    this.#window = new DedupeWindow(root, { maxAgeMs: dedupeWindowMs, maxIds: bounds.maxDedupeIds });
    this.#maxBytes = bounds.maxBytes;
    this.#name = (this.#state.get('name') as string | undefined) ?? randomUUID();
    this.#state.putSync('name', this.#name);
    let last = (this.#state.get('acknowledged') as number | undefined) ?? 0;
    for (const { key, value } of this.#records.getRange()) {
      last = key;
      this.#queuedEvents += decodeRecord(value).events.length;
      this.#queuedBytes += value.length;
    }
    this.#nextSequence = last + 1;
  }

  async append(events: EnrichedEvent[], receivedAt: number, rejected: string[] = []): Promise<Appended> {
    if (this.#queuedBytes > this.#maxBytes) {
      throw new RequestError(
        'log_full',
        'events arrive faster than ClickHouse takes them; send them again later',
        {
          retryAfter: 30,
        },
      );
    }
    try {
      return await this.#appendUnseen(events, receivedAt, rejected);
    } catch (cause) {
      throw new RequestError(
        'log_unavailable',
        'the event log cannot be written; send the batch again later',
        {
          retryAfter: 10,
          cause,
        },
      );
    }
  }

  async #appendUnseen(events: EnrichedEvent[], receivedAt: number, rejected: string[]): Promise<Appended> {
    const fresh: EnrichedEvent[] = [];
    const keys: Buffer[] = [];
    // A duplicate waits as well: what it repeats may still be on its way to disk, and may fail.
    const commits = new Set<Promise<void>>();
    const named = new Set<string>();
    for (const event of events) {
      const name = `${event.siteId} ${event.id}`;
      const key = toDedupeKey(event.siteId, event.id);
      const committing = this.#committing.get(name);
      if (committing) commits.add(committing);
      if (committing || named.has(name) || this.#window.has(key)) continue;
      named.add(name);
      fresh.push(event);
      keys.push(key);
    }
    if (fresh.length > 0 || rejected.length > 0) {
      const commit = this.#commit(fresh, keys, receivedAt, rejected);
      for (const name of named) this.#committing.set(name, commit);
      commits.add(commit);
    }
    try {
      await Promise.all(commits);
    } finally {
      for (const name of named) this.#committing.delete(name);
    }
    return { accepted: fresh.length, duplicates: events.length - fresh.length };
  }

  /** All writes of one event turn are one transaction (lmdb's `eventTurnBatching`). */
  async #commit(
    events: EnrichedEvent[],
    keys: Buffer[],
    receivedAt: number,
    rejected: string[],
  ): Promise<void> {
    const sequence = this.#nextSequence++;
    const record = encodeRecord(events, rejected);
    await Promise.all([
      this.#records.put(sequence, record),
      ...this.#window.remember(sequence, keys, receivedAt),
    ]);
    this.#queuedEvents += events.length;
    this.#queuedBytes += record.length;
  }

  async nextBatch(maxEvents: number): Promise<LogBatch | undefined> {
    const persisted = this.#state.get('boundary') as Boundary | undefined;
    const events: LoggedEvent[] = [];
    const rejected: string[] = [];
    let boundary = persisted;
    let bytes = 0;
    const range = persisted ? { start: persisted.first, end: persisted.last + 1 } : {};
    for (const { key, value } of this.#records.getRange(range)) {
      const record = decodeRecord(value);
      for (const event of record.events) events.push(event);
      for (const line of record.rejected) rejected.push(line);
      bytes += value.length;
      boundary = { first: boundary?.first ?? key, last: persisted?.last ?? key };
      if (!persisted && events.length + rejected.length >= maxEvents) break;
    }
    if (!boundary) return undefined;
    if (!persisted) await this.#state.put('boundary', boundary);
    this.#current = { boundary, events: events.length, bytes };
    return { token: `${this.#name}:${boundary.first}-${boundary.last}`, events, rejected };
  }

  async acknowledge(): Promise<void> {
    if (!this.#current) throw new Error('there is no batch to acknowledge');
    const { boundary, events, bytes } = this.#current;
    const writes = this.#window.evict(Date.now(), evictedDeliveries);
    for (let sequence = boundary.first; sequence <= boundary.last; sequence++) {
      writes.push(this.#records.remove(sequence));
    }
    writes.push(this.#state.put('acknowledged', boundary.last), this.#state.remove('boundary'));
    await Promise.all(writes);
    this.#current = undefined;
    this.#queuedEvents -= events;
    this.#queuedBytes -= bytes;
  }

  queued(): number {
    return this.#queuedEvents;
  }

  async close(): Promise<void> {
    await this.#root.close();
  }
}
