import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { open, type Database, type RootDatabase } from 'lmdb';
import { dedupeWindowMs } from '../config.ts';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import { RequestError } from '../errors.ts';
import { Committing, whenAllDone, type Carrier } from './committing.ts';
import { cutBatch, readEvents, type Boundary } from './cut-batch.ts';
import { DedupeWindow, keyBytes, toDedupeKey, toReplayKey } from './dedupe-window.ts';
import { DeliveryCounts } from './delivery-counts.ts';
import type {
  Appended,
  EventLog,
  LogBatch,
  PendingLedger,
  RejectedEvent,
  ReplayedEvent,
} from './event-log.ts';
import { surviveFailedCommits, whenCommitted } from './failed-commit.ts';
import { createIsShort } from './free-space.ts';
import { Headroom } from './headroom.ts';
import {
  addTo,
  deletedSites,
  Ledger,
  refused,
  replayedMark,
  SiteTotals,
  toQuarter,
  type Kinds,
  type LedgerEntry,
} from './ledger.ts';
import { damagesKey, doubtfulKey } from './mend-log.ts';
import { encodeRecord, summarizeRecord } from './record.ts';

/** What a delivery leaves in the log. */
interface Delivery {
  events: EnrichedEvent[];
  rejected: string[];
  ledger: LedgerEntry[];
}

interface LogBounds {
  /** Waiting bytes above which new events are refused. */
  maxBytes: number;
  /** Ids remembered against duplicates. */
  maxDedupeIds: number;
  /** Free bytes of the disk below which new events are refused (default 0: never). */
  minFreeBytes?: number;
}

/** Of LMDB's file; a system with larger ones writes fewer. */
const leastPageBytes = 4_096;

/**
 * Addresses that are kept for the file; they take no memory, and a larger file gets more. Without them LMDB maps the file
 * anew whenever it has outgrown its map, and keeps the old maps: its pages would count several times.
 */
const mapBytes = 2 ** 36;

/**
 * Opens the event log in an LMDB file. Every commit is synced before its promise resolves (`overlappingSync`
 * off), and deliveries that arrive during a sync share the next one: that is the group commit.
 */
export function openLmdbLog(path: string, bounds: LogBounds): EventLog {
  const root = open({ path, encoding: 'binary', overlappingSync: false, maxDbs: 8, mapSize: mapBytes });
  return new LmdbLog(
    root,
    bounds,
    createIsShort(dirname(path), bounds.minFreeBytes ?? 0),
    new Headroom(path),
  );
}

class LmdbLog implements EventLog {
  readonly #root: RootDatabase;
  /** Record of each delivery, by its sequence number. */
  readonly #records: Database<Buffer, number>;
  readonly #state: Database<unknown, string>;
  /** Settled events of each site by kind, since the log was made. */
  readonly #settled: Database<Record<string, number>, number>;
  readonly #window: DedupeWindow;
  readonly #maxBytes: number;
  readonly #isDiskShort: () => boolean;
  readonly #mayFailAgain: () => void = surviveFailedCommits();
  readonly #headroom: Headroom;
  /** Names this log in tokens, so that two collectors in front of one ClickHouse never share one. */
  readonly name: string;
  readonly damages: number;
  /** The last delivery that ClickHouse may have although this log does not know. */
  readonly #doubtful: number;
  #nextSequence: number;
  #acknowledged: number;
  #queuedEvents = 0;
  #queuedBytes = 0;
  readonly #committing = new Committing();
  #current: { boundary: Boundary; events: number; bytes: number } | undefined;
  /** Called at each acknowledgement. */
  readonly #waiting = new Set<() => void>();
  #replaying: Promise<unknown> = Promise.resolve();
  readonly #totals = new Map<number, SiteTotals>();
  /** Entries of all deliveries in the log. */
  readonly #pending = new Ledger();
  /** Entries of the batch that was cut last, until it is acknowledged. */
  #underWay: { last: number; ledger: LedgerEntry[] } | undefined;

  constructor(root: RootDatabase, bounds: LogBounds, isDiskShort: () => boolean, headroom: Headroom) {
    this.#root = root;
    this.#isDiskShort = isDiskShort;
    this.#headroom = headroom;
    this.#records = root.openDB('records', { encoding: 'binary' });
    this.#state = root.openDB('state', { encoding: 'json' });
    this.#window = new DedupeWindow(root, { maxAgeMs: dedupeWindowMs, maxIds: bounds.maxDedupeIds });
    this.#maxBytes = bounds.maxBytes;
    this.#settled = root.openDB('settled', { encoding: 'json' });
    this.name = (this.#state.get('name') as string | undefined) ?? randomUUID();
    this.#state.putSync('name', this.name);
    this.#doubtful = (this.#state.get(doubtfulKey) as number | undefined) ?? 0;
    this.damages = (this.#state.get(damagesKey) as number | undefined) ?? 0;
    this.#acknowledged = (this.#state.get('acknowledged') as number | undefined) ?? 0;
    for (const { key: siteId, value } of this.#settled.getRange()) {
      this.#totals.set(siteId, new SiteTotals(new Map(Object.entries(value))));
    }
    const boundary = this.#state.get('boundary') as Boundary | undefined;
    const underWay = new Ledger();
    // A number is never used again, not even where its record was lost: a token must not come back.
    let last = Math.max(this.#acknowledged, boundary?.last ?? 0);
    for (const { key, value } of this.#records.getRange()) {
      last = Math.max(last, key);
      const { events, ledger } = summarizeRecord(value);
      this.#queuedEvents += events;
      this.#queuedBytes += value.length;
      this.#countPending(ledger, 1);
      if (boundary && key <= boundary.last) underWay.add(ledger);
    }
    if (boundary) this.#underWay = { last: boundary.last, ledger: underWay.entries() };
    this.#nextSequence = last + 1;
  }

  async append(
    events: EnrichedEvent[],
    receivedAt: number,
    rejected: RejectedEvent[] = [],
  ): Promise<Appended> {
    this.refuseWhenFull();
    try {
      return await this.#appendUnseen(events, receivedAt, rejected);
    } catch (cause) {
      throw unavailable(cause);
    }
  }

  /** Before the disk is full: what waits must still find its way into ClickHouse. */
  refuseWhenFull(): void {
    if (this.#queuedBytes > this.#maxBytes) {
      throw full('events arrive faster than ClickHouse takes them; send them again later');
    }
    if (this.#isDiskShort()) throw full('the disk of the collector is nearly full; send them again later');
  }

  async #appendUnseen(
    events: EnrichedEvent[],
    receivedAt: number,
    rejected: RejectedEvent[],
  ): Promise<Appended> {
    const fresh: EnrichedEvent[] = [];
    const counts = new DeliveryCounts(receivedAt);
    const keys: Buffer[] = [];
    // A duplicate waits as well: what it repeats may still be on its way to disk, and may fail.
    const repeated = new Set<Carrier>();
    const carrier: Carrier = { whenDone: Promise.resolve() };
    try {
      for (const event of events) {
        const other = this.#committing.find(event);
        if (other && other !== carrier) repeated.add(other);
        const key = toDedupeKey(event.siteId, event.id);
        if (other || this.#window.has(key)) {
          counts.count(event.siteId, 'duplicates');
          continue;
        }
        counts.count(event.siteId, 'accepted');
        this.#committing.add(event, carrier);
        fresh.push(event);
        keys.push(key);
      }
      for (const { siteId, code } of rejected) if (code !== undefined) counts.count(siteId, code);
      const ledger = counts.entries();
      if (ledger.length > 0) {
        const record = { events: fresh, rejected: rejected.map(({ line }) => line), ledger };
        // A duplicate counts only once what it repeats is on disk.
        carrier.whenDone =
          repeated.size > 0
            ? whenAllDone(repeated).then(() => this.#commit(record, keys, receivedAt))
            : this.#commit(record, keys, receivedAt);
      }
      await this.#committing.whenDone(carrier);
    } finally {
      for (const event of fresh) this.#committing.delete(event);
    }
    return { accepted: fresh.length, duplicates: events.length - fresh.length };
  }

  replay(replayed: ReplayedEvent[], { dryRun }: { dryRun: boolean }): Promise<Appended> {
    // One after the other, so that no two see the same event as new.
    const done = this.#replaying.then(() => this.#replayUnseen(replayed, dryRun));
    this.#replaying = done.catch(() => {}); // told to whoever asked
    return done.catch((cause: unknown) => {
      throw cause instanceof RequestError ? cause : unavailable(cause);
    });
  }

  async #replayUnseen(replayed: ReplayedEvent[], dryRun: boolean): Promise<Appended> {
    this.refuseWhenFull();
    const record: Delivery = { events: [], rejected: [], ledger: [] };
    const ledger = new Ledger();
    const keys: Buffer[] = [];
    const named = new Set<string>();
    const repeated = new Set<Carrier>();
    const carrier: Carrier = { whenDone: Promise.resolve() };
    const appended = { accepted: 0, duplicates: 0 };
    try {
      for (const { event, code, receivedAt, rejectedAt, isStored, line } of replayed) {
        const { siteId, id } = event;
        const replayKey = toReplayKey(siteId, id, code, rejectedAt);
        const replayName = replayKey.toString('hex');
        if (named.has(replayName) || this.#window.has(replayKey)) continue;
        named.add(replayName);
        keys.push(replayKey);
        const key = toDedupeKey(siteId, id);
        const other = this.#committing.find(event);
        if (other && other !== carrier) repeated.add(other);
        // What ClickHouse refused was seen, and is not there.
        const wasSeen = code !== refused && this.#window.has(key);
        const isDuplicate = isStored || wasSeen || other !== undefined;
        appended[isDuplicate ? 'duplicates' : 'accepted']++;
        if (!isDuplicate) {
          this.#committing.add(event, carrier);
          keys.push(key);
          record.events.push(event);
        }
        record.rejected.push(line);
        const time = toQuarter(receivedAt);
        ledger.add([
          { siteId, time, kind: replayedMark + code, count: 1 },
          { siteId, time, kind: isDuplicate ? 'duplicates' : 'accepted', count: 1 },
        ]);
      }
      record.ledger = ledger.entries();
      if (dryRun || record.ledger.length === 0) return appended;
      carrier.whenDone = whenAllDone(repeated).then(() => this.#commit(record, keys, Date.now()));
      await this.#committing.whenDone(carrier);
    } finally {
      for (const event of record.events) this.#committing.delete(event);
    }
    return appended;
  }

  /** All writes of one event turn are one transaction (lmdb's `eventTurnBatching`). */
  async #commit({ events, rejected, ledger }: Delivery, keys: Buffer[], receivedAt: number): Promise<void> {
    const record = encodeRecord(events, rejected, ledger);
    // Not kept until the disk has them: by then V8 would move them to its old generation (decision 83).
    for (const event of events) event.row = '';
    const pages = toPages(record, keys);
    this.#headroom.take(pages);
    try {
      const sequence = this.#nextSequence++;
      await whenCommitted([
        this.#records.put(sequence, record),
        ...this.#window.remember(sequence, keys, receivedAt),
      ]);
    } finally {
      this.#headroom.give(pages);
    }
    this.#queuedEvents += events.length;
    this.#queuedBytes += record.length;
    this.#countPending(ledger, 1);
  }

  #countPending(ledger: LedgerEntry[], sign: 1 | -1): void {
    this.#pending.add(ledger, sign);
    for (const { siteId, kind, count } of ledger) addTo(this.#totalsOf(siteId).pending, kind, sign * count);
  }

  #totalsOf(siteId: number): SiteTotals {
    let totals = this.#totals.get(siteId);
    if (!totals) this.#totals.set(siteId, (totals = new SiteTotals()));
    return totals;
  }

  async nextBatch(maxEvents: number): Promise<LogBatch | undefined> {
    const persisted = this.#state.get('boundary') as Boundary | undefined;
    const cut = await cutBatch(this.#records, persisted, maxEvents);
    if (!cut) return undefined;
    const { boundary, ...sums } = cut;
    if (!persisted) await whenCommitted([this.#state.put('boundary', boundary)]);
    const { first, last } = boundary;
    this.#current = { boundary, events: sums.events, bytes: sums.bytes };
    this.#underWay = { last, ledger: sums.ledger };
    return {
      token: `${this.name}:${first}-${last}`,
      events: { [Symbol.iterator]: () => readEvents(this.#records, boundary) },
      size: sums.events,
      earliest: sums.earliest,
      rejected: sums.rejected,
      ledger: sums.ledger,
      last,
      isDoubtful: first <= this.#doubtful,
    };
  }

  async acknowledge(refusals: LedgerEntry[] = []): Promise<void> {
    if (!this.#current || !this.#underWay) throw new Error('there is no batch to acknowledge');
    const { boundary, events, bytes } = this.#current;
    const { ledger } = this.#underWay;
    const settled = new Map<number, Kinds>();
    for (const { siteId, kind, count } of [...ledger, ...refusals]) {
      let kinds = settled.get(siteId);
      if (!kinds) settled.set(siteId, (kinds = new Map(this.#totalsOf(siteId).settled)));
      addTo(kinds, kind, count);
    }
    const writes: Promise<boolean>[] = [];
    for (let sequence = boundary.first; sequence <= boundary.last; sequence++) {
      writes.push(this.#records.remove(sequence));
    }
    writes.push(this.#state.put('acknowledged', boundary.last), this.#state.remove('boundary'));
    for (const [siteId, kinds] of settled) writes.push(this.#settled.put(siteId, Object.fromEntries(kinds)));
    await whenCommitted(writes);
    this.#current = undefined;
    this.#underWay = undefined;
    this.#acknowledged = boundary.last;
    for (const look of this.#waiting) look();
    this.#queuedEvents -= events;
    this.#queuedBytes -= bytes;
    this.#countPending(ledger, -1);
    for (const [siteId, kinds] of settled) {
      for (const [kind, count] of kinds) this.#totalsOf(siteId).settled.set(kind, count);
    }
    await this.#window.evict(Date.now());
  }

  totals(): Map<number, SiteTotals> {
    return this.#totals;
  }

  async forgetSite(siteId: number): Promise<void> {
    const gone = this.#totals.get(siteId);
    if (!gone) return;
    const all = this.#totalsOf(deletedSites).settled;
    const sum: Kinds = new Map(all);
    for (const [kind, count] of gone.settled) addTo(sum, kind, count);
    await whenCommitted([
      this.#settled.put(deletedSites, Object.fromEntries(sum)),
      this.#settled.remove(siteId),
    ]);
    for (const [kind, count] of gone.settled) addTo(all, kind, count);
    gone.settled.clear();
    const isPending = [...gone.pending.values()].some((count) => count !== 0);
    if (!isPending) this.#totals.delete(siteId);
  }

  pending(): PendingLedger {
    return {
      acknowledged: this.#acknowledged,
      after: (last) => {
        const counted = this.#underWay && this.#underWay.last <= last ? this.#underWay.ledger : [];
        return new Ledger().add(this.#pending.entries()).add(counted, -1).entries();
      },
    };
  }

  async whenWritten(): Promise<void> {
    await this.#committing.whenSettled();
    const [last = 0] = this.#records.getKeys({ reverse: true, limit: 1 });
    if (last <= this.#acknowledged) return;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (last > this.#acknowledged) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }

  queued(): number {
    return this.#queuedEvents;
  }

  async close(): Promise<void> {
    await this.#root.close();
    this.#headroom.close();
    this.#mayFailAgain();
  }
}

/** Pages that a delivery may write: of its record, those of its keys, and where the trees lead to them. */
const toPages = (record: Buffer, keys: Buffer[]): number =>
  Math.ceil((record.length + keys.length * keyBytes) / leastPageBytes) + keys.length + 8;

const full = (why: string): RequestError => new RequestError('log_full', why, { retryAfter: 30 });

const unavailable = (cause: unknown): RequestError =>
  new RequestError('log_unavailable', 'the event log cannot be written; send the batch again later', {
    retryAfter: 10,
    cause,
  });
