import type { DateRange, LedgerMetric, Query, QueryReply } from '@passerby/wire';

/** What the panel shows of the loss ledger, in reading order; the rate is its headline. */
export const lossMetrics = [
  'received',
  'stored',
  'queued',
  'duplicates',
  'rejected',
  'never_arrived',
  'loss_rate',
] as const satisfies LedgerMetric[];

export type Loss = Record<(typeof lossMetrics)[number], number | null>;

/** The ledger is of whole sites: filters do not reach it. */
export function lossQuery(site: string, range: DateRange): Query {
  return { site_id: site, metrics: [...lossMetrics], date_range: range };
}

export function toLoss(reply: QueryReply): Loss {
  const row = reply.results[0]?.metrics ?? [];
  return Object.fromEntries(lossMetrics.map((name, index) => [name, row[index] ?? null])) as Loss;
}
