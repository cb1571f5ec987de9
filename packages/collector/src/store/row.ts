import type { Batch, Event } from '@passerby/wire';
import type { BotReason } from '../enrich/bot.ts';
import type { PageAddress } from '../enrich/page-address.ts';
import type { Source } from '../enrich/source.ts';
import type { UserAgent } from '../enrich/user-agent.ts';

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
];

/** The columns of an insert into `events`, in the order of a line of `toInsertLine`. */
export const insertColumns: string = [...writerColumns, ...rowColumns].join(', ');

/** Everything about one event but its time, visitor and session, as the inside of a JSON array. */
export function toRow(from: {
  batch: Pick<Batch, 'stream' | 'sdk' | 'context' | 'sampleRate'>;
  event: Event;
  page: PageAddress;
  receivedAt: number;
  userAgent: UserAgent;
  bot: BotReason;
  country: string;
  source: Source;
  /** Hash of the app's own id; unset for a replay of what was rejected before users were told. */
  user?: string | undefined;
}): string {
  const { batch, event, page, userAgent, source } = from;
  const revenue = event.type === 'event' ? event.revenue : undefined;
  const engagement = event.type === 'engagement' ? event : undefined;
  const values = [
    event.id,
    toDateTime64(from.receivedAt),
    event.type,
    event.type === 'event' ? event.name : event.type,
    event.page ?? '',
    batch.stream ?? '',
    event.seq ?? 0,
    page.hostname,
    page.path,
    event.route ?? '',
    event.title ?? '',
    source.referrer,
    source.source,
    source.medium,
    source.campaign,
    source.content,
    source.term,
    from.country,
    userAgent.browser,
    userAgent.browserVersion,
    userAgent.os,
    userAgent.osVersion,
    userAgent.device,
    batch.context?.lang ?? '',
    Math.min(Math.round(batch.context?.screen?.[0] ?? 0), 65_535),
    Math.round(engagement?.engagedMs ?? 0),
    Math.round(engagement?.scrollDepth ?? 0),
    revenue?.amount ?? 0,
    revenue?.currency ?? '',
    event.props ? toStrings(event.props) : {},
    batch.sdk ?? '',
    from.bot,
    source.channel,
    source.utmSource,
    from.user ?? nobody, // a text, because JSON numbers of 64 bits are none to us
    batch.sampleRate ?? 1,
  ];
  const text = JSON.stringify(values);
  return (loneSurrogate.test(text) ? JSON.stringify(values.map(toWellFormed)) : text).slice(1, -1);
}

/** JSON.stringify writes half a surrogate pair as an escape, and ClickHouse would refuse the whole insert for it. */
const loneSurrogate = /\\ud[89a-f]/;

function toWellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.toWellFormed(), toWellFormed(inner)]),
  );
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

function toStrings(props: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(props).map(([key, value]) => [key, String(value)]));
}
