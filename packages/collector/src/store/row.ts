import type { Batch, Event, Props } from '@passerby/wire';
import type { BotReason } from '../enrich/bot.ts';
import type { PageAddress } from '../enrich/page-address.ts';
import type { Source } from '../enrich/source.ts';
import type { UserAgent } from '../enrich/user-agent.ts';
import { nowhere, type Whereabouts } from '../enrich/whereabouts.ts';

/** Stands for "no user" where the hash of one would stand. */
export const nobody = '0';

/** Columns that the writer puts before the text of `toRow`. */
const writerColumns = ['site_id', 'session_id', 'visitor_id', 'time'];

/** Columns of `toRow`, in its order. */
const rowColumns = [
  'event_id',
  'received_at',
  'type',
  'name',
  'page_view',
  'stream',
  'seq',
  'hostname',
  'path',
  'route',
  'title',
  'referrer',
  'source',
  'medium',
  'campaign',
  'content',
  'term',
  'country',
  'browser',
  'browser_version',
  'os',
  'os_version',
  'device',
  'language',
  'screen_width',
  'engaged_ms',
  'scroll_depth',
  'revenue',
  'currency',
  'props',
  'sdk',
  // New ones last: a row that waited in the log while the collector was renewed ends before them.
  'bot',
  'channel',
  'utm_source',
  'user_id',
  'sample_rate',
  'region',
  'city',
  'city_name',
  'asn',
  'identified',
  'plan',
];

/** The columns of an insert into `events`, in the order of a line of `toInsertLine`. */
export const insertColumns: string = [...writerColumns, ...rowColumns].join(', ');

/** What the events of a batch have in common, in pieces between which the columns of one event stand. */
export interface BatchText {
  receivedAt: string;
  stream: string;
  sender: string;
  sdk: string;
  identity: string;
  whereabouts: string;
  isIdentified: string;
}

/** What a URL and its referrer tell, likewise. */
export interface PageText {
  address: string;
  source: string;
  channel: string;
}

/** Unset is what was not known yet when an event was rejected that is replayed. */
type BatchFacts = Partial<Whereabouts> & {
  batch: Pick<Batch, 'stream' | 'sdk' | 'context' | 'sampleRate'>;
  receivedAt: number;
  userAgent: UserAgent;
  bot: BotReason;
  /** Hash of the app's own id. */
  user?: string | undefined;
  /** The visitor hash is that of a client id. */
  isIdentified?: boolean | undefined;
};

export function toBatchText(from: BatchFacts): BatchText {
  const { batch, userAgent } = from;
  const { country, region, city, cityName, asn } = { ...nowhere, ...from };
  return {
    receivedAt: toTexts(toDateTime64(from.receivedAt)),
    stream: toTexts(batch.stream ?? ''),
    sender: `${toTexts(
      country,
      userAgent.browser,
      userAgent.browserVersion,
      userAgent.os,
      userAgent.osVersion,
      userAgent.device,
      batch.context?.lang ?? '',
    )},${Math.min(Math.round(batch.context?.screen?.[0] ?? 0), 65_535)}`,
    sdk: toTexts(batch.sdk ?? '', from.bot),
    identity: `"${from.user ?? nobody}",${batch.sampleRate ?? 1}`, // a text, because JSON numbers of 64 bits are none to us
    whereabouts: `${toText(region)},${city},${toText(cityName)},${asn}`,
    isIdentified: String(from.isIdentified === true),
  };
}

export function toPageText(address: PageAddress, source: Source): PageText {
  return {
    address: toTexts(address.hostname, address.path),
    source: toTexts(
      source.referrer,
      source.source,
      source.medium,
      source.campaign,
      source.content,
      source.term,
    ),
    channel: toTexts(source.channel, source.utmSource),
  };
}

/** Everything about one event but its time, visitor and session, as the inside of a JSON array. */
export function toRow(event: Event, page: PageText, batch: BatchText): string {
  const engagement = event.type === 'engagement' ? event : undefined;
  const custom = event.type === 'event' ? event : undefined;
  // Joined, because a text that is put together by `+` is copied piece by piece when it is written.
  return [
    `"${event.id}"`,
    batch.receivedAt,
    `"${event.type}"`,
    toText(custom?.name ?? event.type),
    toText(event.page ?? ''),
    batch.stream,
    event.seq ?? 0,
    page.address,
    toText(event.route ?? ''),
    toText(event.title ?? ''),
    page.source,
    batch.sender,
    Math.round(engagement?.engagedMs ?? 0),
    Math.round(engagement?.scrollDepth ?? 0),
    custom?.revenue?.amount ?? 0,
    `"${custom?.revenue?.currency ?? ''}"`,
    event.props ? toPropsText(event.props) : '{}',
    batch.sdk,
    page.channel,
    batch.identity,
    batch.whereabouts,
    batch.isIdentified,
    event.plan ?? 0,
  ].join(',');
}

/** Half a surrogate pair would be an escape, for which ClickHouse would refuse the whole insert. */
const toText = (text: string): string => (text === '' ? '""' : JSON.stringify(text.toWellFormed()));

const toTexts = (...texts: string[]): string => texts.map(toText).join(',');

function toPropsText(props: Props): string {
  const entries = Object.entries(props);
  return JSON.stringify(
    Object.fromEntries(entries.map(([key, value]) => [key.toWellFormed(), String(value).toWellFormed()])),
  );
}

/** The id of the event in the text of `toRow`. */
export function readId(row: string): string {
  return row.slice(1, row.indexOf('"', 1)).toLowerCase();
}

/** One line of JSONCompactEachRow: the writer's columns, then the text of `toRow`. */
export function toInsertLine(
  event: { siteId: number; time: number; row: string },
  session: { id: string; visitor: string },
): string {
  return `[${event.siteId},${session.id},${session.visitor},"${toDateTime64(event.time)}",${event.row}]`;
}

/** ms since the epoch as ClickHouse reads DateTime64(3) from text: seconds with three decimals. */
export function toDateTime64(ms: number): string {
  return (ms / 1000).toFixed(3);
}
