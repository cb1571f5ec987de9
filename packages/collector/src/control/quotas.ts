import { DateTime } from 'luxon';
import type { EventLog } from '../log/event-log.ts';
import type { Range } from '../query/date-range.ts';
import type { Site } from './sites.ts';

export interface Quotas {
  /** How many more events the site may have at this moment (ms) in its month; `Infinity` without a quota. */
  roomFor(site: Site, now: number): Promise<number>;
}

/** What a site had at one moment of a month. */
interface Reading {
  /** First moment of the month, ms. */
  month: number;
  /** Accepted by all collectors. */
  accepted: number;
  /** What this collector had accepted by then, since its log was made. */
  own: number;
  readAt: number;
}

/** How long a reading counts before all collectors are counted again, ms. */
const keptMs = 10_000;
/** How long after a reading that failed it is tried again, ms. */
const againAfterMs = 1_000;

/**
 * Counts the accepted events of the sites that have a quota: by the ledger in ClickHouse, which all collectors share, and
 * from that reading on by this collector's own log. So a restart forgets nothing, and what other collectors took counts
 * within seconds. While ClickHouse does not answer, the last reading counts.
 */
export function createQuotas(stages: {
  log: Pick<EventLog, 'totals'>;
  /** Accepted events of the site in a range, those that wait in this log included. */
  countAccepted: (site: Site, range: Range) => Promise<number>;
}): Quotas {
  const readings = new Map<number, Reading>();
  const reading = new Map<number, Promise<void>>();
  const ownOf = (site: Site): number => stages.log.totals().get(site.id)?.accepted ?? 0;

  async function read(site: Site, range: Range, now: number): Promise<void> {
    const month = range.from.toMillis();
    try {
      const accepted = await stages.countAccepted(site, range);
      readings.set(site.id, { month, accepted, own: ownOf(site), readAt: now });
    } catch {
      // Told by whoever else asks ClickHouse. Ingest goes on, and it is asked again soon.
      const readAt = now - keptMs + againAfterMs;
      const last = readings.get(site.id);
      const isOfMonth = last?.month === month;
      readings.set(site.id, { ...(isOfMonth ? last : { month, accepted: 0, own: ownOf(site) }), readAt });
    } finally {
      reading.delete(site.id);
    }
  }

  return {
    async roomFor(site, now) {
      const { monthlyQuota } = site.limits;
      if (monthlyQuota === undefined) return Infinity;
      const from = DateTime.fromMillis(now, { zone: site.timezone }).startOf('month');
      const known = readings.get(site.id);
      const isOfMonth = known?.month === from.toMillis();
      if (!isOfMonth || Math.abs(now - known.readAt) > keptMs) {
        if (!reading.has(site.id))
          reading.set(site.id, read(site, { from, to: from.plus({ months: 1 }) }, now));
        // Nobody waits but for the first of a month.
        if (!isOfMonth) await reading.get(site.id);
      }
      const { accepted, own } = readings.get(site.id) as Reading;
      return Math.max(0, monthlyQuota - accepted - (ownOf(site) - own));
    },
  };
}
