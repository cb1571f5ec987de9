import { addTo, toQuarter, type Kinds, type LedgerEntry } from './ledger.ts';

/** Counts of one delivery, nearly always of one site. */
export class DeliveryCounts {
  readonly #time: number;
  readonly #sites = new Map<number, Kinds>();

  constructor(receivedAt: number) {
    this.#time = toQuarter(receivedAt);
  }

  count(siteId: number, kind: string): void {
    let kinds = this.#sites.get(siteId);
    if (!kinds) this.#sites.set(siteId, (kinds = new Map()));
    addTo(kinds, kind, 1);
  }

  entries(): LedgerEntry[] {
    const entries: LedgerEntry[] = [];
    for (const [siteId, kinds] of this.#sites) {
      for (const [kind, count] of kinds) entries.push({ siteId, time: this.#time, kind, count });
    }
    return entries;
  }
}
