import type { LedgerEntry } from '../log/ledger.ts';

/** The columns of an insert into `ledger`, in the order of its lines. */
export const ledgerColumns = 'site_id, time, log, kind, count, last';

/** Line of an entry that the log of this name counted in deliveries up to `last`. */
export function toLedgerLine({ siteId, time, kind, count }: LedgerEntry, log: string, last: number): string {
  return JSON.stringify([siteId, time / 1000, log, kind, count, last]);
}
