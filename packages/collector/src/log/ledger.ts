import type { KeptCode } from '@passerby/wire';

/**
 * One line of the loss ledger: what became of so many events of a site. `accepted`, `duplicates`, or the code of the
 * rejection; and `replayed_` with that code where a rejected event came in after all. What is stored or waits follows
 * from these: an accepted event that left the log and was not refused by ClickHouse is stored.
 */
export interface LedgerEntry {
  siteId: number;
  /** Start of the quarter of an hour in which the collector received them, ms; see `toQuarter`. */
  time: number;
  kind: string;
  count: number;
}

/** Kind of an accepted event that ClickHouse could not read. */
export const refused: KeptCode = 'refused_by_clickhouse';

/** Begins the kinds of rejected events that came in after all. */
export const replayedMark = 'replayed_';

/** Every time zone's hours and days begin with a quarter of an hour, so that all can be summed up from these. */
const quarterMs = 15 * 60_000;

export const toQuarter = (ms: number): number => Math.floor(ms / quarterMs) * quarterMs;

/** Entries summed up by site, quarter and kind; nothing is kept of what comes to zero. */
export class Ledger {
  readonly #sums = new Map<string, LedgerEntry>();

  add(entries: Iterable<LedgerEntry>, sign: 1 | -1 = 1): this {
    for (const { siteId, time, kind, count } of entries) {
      const key = `${siteId} ${time} ${kind}`;
      const sum = this.#sums.get(key);
      if (!sum) this.#sums.set(key, { siteId, time, kind, count: sign * count });
      else if (sum.count + sign * count === 0) this.#sums.delete(key);
      else sum.count += sign * count;
    }
    return this;
  }

  entries(): LedgerEntry[] {
    return Array.from(this.#sums.values(), (entry) => ({ ...entry }));
  }
}

/** Number under which the totals of deleted sites are counted together; no site has it. */
export const deletedSites = 0;

/** Sums by kind, whatever the quarter. */
export type Kinds = Map<string, number>;

export function addTo(kinds: Kinds, kind: string, count: number): void {
  kinds.set(kind, (kinds.get(kind) ?? 0) + count);
}

/** Kinds that no sender is told as the code of a rejection. */
const others = new Set(['accepted', 'duplicates', refused]);

/** What became of the events of one site that one collector received, since its data directory was made. */
export class SiteTotals {
  /** Events that left the log, by kind. */
  readonly settled: Kinds;
  /** Events whose delivery is still in the log, by kind. */
  readonly pending: Kinds = new Map();

  constructor(settled: Kinds = new Map()) {
    this.settled = settled;
  }

  /** Events acknowledged by a 202 as accepted; always `stored + refused + queued`. */
  get accepted(): number {
    return this.#sum('accepted');
  }

  get duplicates(): number {
    return this.#sum('duplicates');
  }

  /** In ClickHouse. */
  get stored(): number {
    return (this.settled.get('accepted') ?? 0) - (this.settled.get(refused) ?? 0);
  }

  /** Accepted, and ClickHouse could not read them. */
  get refused(): number {
    return this.settled.get(refused) ?? 0;
  }

  /** Accepted and not in ClickHouse yet. */
  get queued(): number {
    return this.pending.get('accepted') ?? 0;
  }

  /** By code of the reason, replayed ones too; without what ClickHouse refused. */
  get rejected(): Kinds {
    const codes = this.#kinds().filter((kind) => !others.has(kind) && !kind.startsWith(replayedMark));
    return new Map(codes.map((code) => [code, this.#sum(code)]));
  }

  /** Once rejected, and accepted or known as duplicates since. */
  get replayed(): number {
    const kinds = this.#kinds().filter((kind) => kind.startsWith(replayedMark));
    return kinds.reduce((sum, kind) => sum + this.#sum(kind), 0);
  }

  #kinds(): string[] {
    return [...new Set([...this.settled.keys(), ...this.pending.keys()])];
  }

  #sum(kind: string): number {
    return (this.settled.get(kind) ?? 0) + (this.pending.get(kind) ?? 0);
  }
}
