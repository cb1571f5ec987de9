import type { Batch, Event } from '@passerby/wire';
import type { Salts } from '../control/salts.ts';
import type { Site } from '../control/sites.ts';
import { nobody, toBatchText, toPageText, toRow } from '../store/row.ts';
import { isThisMachine, toAddress } from './address.ts';
import { claimsToBeBrowser, type BotReason } from './bot.ts';
import type { ClientHints } from './client-hints.ts';
import type { EnrichedEvent } from './enriched-event.ts';
import { hashUser, hashVisitor, type Identity } from './identity.ts';
import { toPageAddress } from './page-address.ts';
import { readPage } from './read-page.ts';
import type { IsSpam } from './referrer-spam.ts';
import type { Source } from './source.ts';
import { parseUserAgent, type UserAgent } from './user-agent.ts';
import { createVisitorHasher, type VisitorHash } from './visitor.ts';
import type { IsImpossibleRate } from './visitor-rates.ts';
import type { Whereabouts, WhereaboutsOf } from './whereabouts.ts';

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

/** What is kept of a sender once the address and the user agent are forgotten. */
export interface KnownSender extends Whereabouts {
  userAgent: UserAgent;
  /** Why it is no person; empty for a person. */
  bot: BotReason;
  /** Hash of the app's own id; `nobody` where there is none. */
  user: string;
  /** The visitor agreed to be known again: the hash is that of a client id. */
  isIdentified: boolean;
  /** Visitor hash for an event of this time. */
  hash: (time: number) => VisitorHash;
}

/** What is known about senders in general. */
export interface SenderKnowledge {
  whereaboutsOf: WhereaboutsOf;
  /** Numbers of the networks in which nobody browses. */
  dataCentres: ReadonlySet<number>;
  isImpossibleRate: IsImpossibleRate;
  isSpam: IsSpam;
}

/** Reads what the sender tells, and forgets the sender. */
export function knowSender(
  sender: Sender,
  about: {
    automated: boolean;
    site: Site;
    salts: Salts;
    /** Only with the visitor's consent. */
    identity?: Identity | undefined;
    receivedAt: number;
    /** When the events of the batch happened. */
    times: number[];
  },
  knowledge: SenderKnowledge,
): KnownSender {
  const ip = toAddress(sender.ip);
  const userAgent = parseUserAgent(sender.userAgent, sender.hints);
  const { identity } = about;
  const whereabouts = knowledge.whereaboutsOf(ip);
  const user = identity ? hashUser(identity) : nobody;
  const knowAs = (bot: BotReason): KnownSender => {
    const known = { userAgent, bot, ...whereabouts, user, isIdentified: identity?.visitor !== undefined };
    if (identity?.visitor !== undefined) {
      // No `previous`: what was counted without consent is not tied to the person.
      const visitor = hashVisitor(identity.key, identity.visitor, bot);
      return { ...known, hash: () => ({ visitor, previous: undefined }) };
    }
    // A bot is a visitor of its own, so that it never joins the visit of a person who has the same browser and address.
    const unnamed = bot === '' ? sender.userAgent : `${sender.userAgent}\0${bot}`;
    return {
      ...known,
      hash: createVisitorHasher(about.salts, { site: about.site.key, ip, userAgent: unnamed }),
    };
  };
  if (userAgent.bot !== '') return knowAs(userAgent.bot);
  if (about.automated) return knowAs('automation');
  const known = knowAs('');
  // A program that says so sends because somebody told it to, wherever it runs and however fast.
  if (!claimsToBeBrowser(sender.userAgent)) return known;
  if (knowledge.dataCentres.has(whereabouts.asn)) return knowAs('data-centre');
  const isTooFast =
    !isThisMachine(ip) && knowledge.isImpossibleRate(known.hash(about.receivedAt).visitor, about.times);
  return isTooFast ? knowAs('rate') : known;
}

/** Answers how the events of a batch get what is known of their sender, and of their page where that is not known already. */
export function createEnricher(about: {
  batch: Omit<Batch, 'events' | 'sentAt'>;
  site: Site;
  sender: KnownSender;
  receivedAt: number;
  isSpam: IsSpam;
}): (timed: TimedEvent, source?: Source) => EnrichedEvent {
  const { site, sender, isSpam } = about;
  const batchText = toBatchText({ ...sender, batch: about.batch, receivedAt: about.receivedAt });
  return ({ event, time }, source) => {
    const referrer = event.referrer && !isSpam(event.referrer) ? event.referrer : undefined;
    const page = source
      ? toPageText(toPageAddress(new URL(event.url), site.rules.keptParameters), source)
      : readPage(event.url, referrer, site);
    const { visitor, previous, next } = sender.hash(time);
    const row = toRow(event, page, batchText);
    return { id: event.id.toLowerCase(), siteId: site.id, time, visitor, previous, next, row };
  };
}
