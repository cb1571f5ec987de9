import type { Batch } from '@passerby/wire';
import type { Site } from '../control/sites.ts';
import type { KnownSender } from './enrich.ts';
import { correctTime } from './event-time.ts';
import type { IsSpam } from './referrer-spam.ts';
import { readSource, type Source } from './source.ts';
import type { VisitorHash } from './visitor.ts';

/**
 * What a replay needs beside the event itself: no address and no user agent is kept, so it must be learnt when the event
 * is rejected. The visitor is the hash that the event would have been stored under.
 */
export interface KeptFacts extends Omit<KnownSender, 'hash'>, VisitorHash {
  sentAt: number;
  batch: Omit<Batch, 'events' | 'sentAt'>;
  /** From the whole URL, of which the query is not kept; unset where the URL could not be read. */
  source?: Source;
}

/** The facts about a rejected event, whatever it looks like. */
export function toKeptFacts(
  candidate: unknown,
  about: {
    batch: Omit<Batch, 'events'>;
    site: Site;
    sender: KnownSender;
    receivedAt: number;
    isSpam: IsSpam;
  },
): KeptFacts {
  const { batch, site, receivedAt, isSpam } = about;
  const { hash, ...sender } = about.sender;
  const { time, url: text, referrer } = (candidate ?? {}) as Partial<Record<string, unknown>>;
  const isTime = typeof time === 'number' && Number.isFinite(time) && time >= 0;
  const url = typeof text === 'string' ? URL.parse(text) : null;
  const isSource = typeof referrer === 'string' && !isSpam(referrer);
  const { sentAt, site: key, sdk, stream, context, sampleRate } = batch;
  return {
    sentAt,
    ...sender,
    ...hash(isTime ? correctTime(time, sentAt, receivedAt) : receivedAt),
    // Never `visitor` and `user` as they were sent.
    batch: {
      site: key,
      ...(sdk && { sdk }),
      ...(stream && { stream }),
      ...(context && { context }),
      ...(sampleRate && { sampleRate }),
    },
    ...(url && { source: readSource(url, isSource ? referrer : undefined, site.key) }),
  };
}
