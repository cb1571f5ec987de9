import type { Batch, Event } from '@passerby/wire';
import type { Salts } from '../control/salts.ts';
import type { Site } from '../control/sites.ts';
import { toRow } from '../store/row.ts';
import { toAddress } from './address.ts';
import type { ClientHints } from './client-hints.ts';
import type { EnrichedEvent } from './enriched-event.ts';
import type { CountryOf } from './country.ts';
import { toPageAddress } from './page-address.ts';
import { readSource } from './source.ts';
import { parseUserAgent } from './user-agent.ts';
import { createVisitorHasher } from './visitor.ts';

/** Who sent a batch. Lives in memory while the batch is enriched, and nowhere else. */
export interface Sender {
  ip: string;
  userAgent: string;
  hints: ClientHints;
}

/** An event whose fields are valid and whose time is by the collector's clock. */
export interface TimedEvent {
  event: Event;
  /** ms since the epoch. */
  time: number;
}

/** Adds to each event what the sender tells, and forgets the sender. */
export function enrich(
  events: TimedEvent[],
  about: { batch: Batch; site: Site; sender: Sender; receivedAt: number; salts: Salts; countryOf: CountryOf },
): EnrichedEvent[] {
  const { batch, site, sender, receivedAt, salts } = about;
  const ip = toAddress(sender.ip);
  const userAgent = parseUserAgent(sender.userAgent, sender.hints);
  const bot = userAgent.bot || (batch.automated ? 'automation' : '');
  // A bot is a visitor of its own, so that it never joins the visit of a person who has the same browser and address.
  const identity = bot === '' ? sender.userAgent : `${sender.userAgent}\0${bot}`;
  const hash = createVisitorHasher(salts, { site: site.key, ip, userAgent: identity });
  const country = about.countryOf(ip);
  return events.map(({ event, time }) => {
    const url = new URL(event.url);
    const source = readSource(url, event.referrer, site.key);
    const page = toPageAddress(url, site.rules.keptParameters);
    const row = toRow({ batch, event, page, receivedAt, userAgent, bot, country, source });
    return { id: event.id.toLowerCase(), siteId: site.id, time, ...hash(time), row };
  });
}
