import type { Batch, Event, RejectionCode, Reply } from '@passerby/wire';

/** An event as it came, with what became of it. */
export interface Arrival {
  /** As sent. Of a rejected one anything may be wrong or missing. */
  event: Event;
  /** What the sender said of all events of the request. */
  batch: Omit<Batch, 'events'>;
  /** By the collector's clock, ms since the epoch. */
  receivedAt: number;
  /** `duplicate`: its id was there already, so that it counts once. */
  fate: 'accepted' | 'duplicate' | 'rejected';
  /** Why it was rejected. */
  rejection?: { code: RejectionCode; message: string };
}

/** A request that failed as a whole. */
export interface Refusal {
  /** By the collector's clock, ms since the epoch. */
  receivedAt: number;
  status: number;
  /** As in docs/reference/errors.md; `fault` where a test made the collector fail. */
  code: string;
  message: string;
}

/** The loss ledger: `received = accepted + duplicates + rejected`. */
export interface TestLedger {
  received: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  /** Events that a page load has numbered and that are not here (yet). */
  missing: number;
}

/** Pairs the events of a request with the answer to them. `known` has the ids that came before, and gets these. */
export function toArrivals(batch: Batch, reply: Reply, receivedAt: number, known: Set<string>): Arrival[] {
  const { events, ...about } = batch;
  const rejections = new Map(reply.rejected.map(({ index, code, message }) => [index, { code, message }]));
  return events.map((event, index): Arrival => {
    const arrival = { event, batch: about, receivedAt };
    const rejection = rejections.get(index);
    if (rejection) return { ...arrival, fate: 'rejected', rejection };
    const key = `${batch.site.toLowerCase()} ${event.id.toLowerCase()}`;
    const fate = known.has(key) ? 'duplicate' : 'accepted';
    known.add(key);
    return { ...arrival, fate };
  });
}

/** Highest number of each page load's events. */
export function toHighest(arrivals: readonly Arrival[]): Map<string, number> {
  const highest = new Map<string, number>();
  for (const [stream, seq] of toNumbers(arrivals))
    highest.set(stream, Math.max(seq, highest.get(stream) ?? 0));
  return highest;
}

/** Adds up what came; `forgotten` are the highest numbers of what came before. */
export function toLedger(
  arrivals: readonly Arrival[],
  forgotten: ReadonlyMap<string, number> = new Map(),
): TestLedger {
  const count = (fate: Arrival['fate']): number => arrivals.filter((arrival) => arrival.fate === fate).length;
  const numbers = toNumbers(arrivals);
  let missing = 0;
  for (const [stream, highest] of toHighest(arrivals)) {
    const from = forgotten.get(stream) ?? 0;
    const seen = new Set(numbers.filter(([of, seq]) => of === stream && seq > from).map(([, seq]) => seq));
    missing += Math.max(highest - from, 0) - seen.size;
  }
  return {
    received: arrivals.length,
    accepted: count('accepted'),
    duplicates: count('duplicate'),
    rejected: count('rejected'),
    missing,
  };
}

function toNumbers(arrivals: readonly Arrival[]): [stream: string, seq: number][] {
  return arrivals.flatMap(({ batch: { stream }, event }): [string, number][] => {
    const seq: unknown = (event as { seq?: unknown } | null)?.seq;
    return stream !== undefined && typeof seq === 'number' ? [[stream, seq]] : [];
  });
}
