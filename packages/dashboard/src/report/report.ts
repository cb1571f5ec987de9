import type { QueryReply } from '@passerby/wire';
import type { FilterDimension } from '../state/filters.ts';
import { type Api, ApiFailure } from '../api/client.ts';
import { type Series, toSeries } from '../chart/series.ts';
import { toLocalTime } from '../state/date-range.ts';
import type { View } from '../state/view.ts';
import {
  everQuery,
  listQuery,
  pulseBeforeQuery,
  pulseMetrics,
  pulseQuery,
  seriesBeforeQuery,
  seriesQuery,
} from './queries.ts';

export type FigureName = Exclude<(typeof pulseMetrics)[number], 'events'>;
export type Pulse = Record<(typeof pulseMetrics)[number], number | null>;

export interface ListRow {
  value: string;
  count: number;
}

/** The rows of a list, or why this one list could not be read. */
export type ListContent = ListRow[] | ApiFailure;

/** What the page lists; filters may be on more. */
const listed = [
  'event:page',
  'visit:source',
  'visit:country',
  'event:name',
  'visit:browser',
  'visit:os',
  'visit:device',
] as const satisfies FilterDimension[];
export type ListDimension = (typeof listed)[number];

/** All the page shows of one view at one moment. */
export interface Report {
  figures: Pulse;
  /** Of the time compared with; null where there is none. */
  figuresBefore: Pulse | null;
  series: Series;
  seriesBefore: Series | null;
  lists: Record<ListDimension, ListContent>;
  /** False while the site has never sent anything. */
  hasEvents: boolean;
}

export function toPulse(reply: QueryReply): Pulse {
  const row = reply.results[0]?.metrics ?? [];
  const at = (name: keyof Pulse): number | null => row[pulseMetrics.indexOf(name)] ?? null;
  return {
    visitors: at('visitors'),
    visits: at('visits'),
    pageviews: at('pageviews'),
    views_per_visit: at('views_per_visit'),
    bounce_rate: at('bounce_rate'),
    visit_duration: at('visit_duration'),
    events: at('events'),
  };
}

export function isSamePulse(one: Pulse, other: Pulse): boolean {
  return pulseMetrics.every((name) => one[name] === other[name]);
}

/** Reads all that the page shows, by one request. */
export async function loadReport(
  api: Api,
  view: View,
  timezone: string,
  signal: AbortSignal,
): Promise<Report> {
  const now = toLocalTime(timezone, new Date());
  const today = now.slice(0, 10);
  const before =
    view.compare === 'off'
      ? []
      : [pulseBeforeQuery(view, now, view.compare), seriesBeforeQuery(view, today, view.compare)];
  const [pulse, series, ...others] = await api.queryAll(
    [
      pulseQuery(view),
      seriesQuery(view, today),
      ...listed.map((dimension) => listQuery(view, dimension)),
      ...before,
    ],
    signal,
  );
  const [pulseBefore, seriesBefore] = others.splice(listed.length);
  const figures = toPulse(orThrow(pulse));
  return {
    figures,
    figuresBefore: pulseBefore ? toPulse(orThrow(pulseBefore)) : null,
    series: toSeries(orThrow(series), now),
    seriesBefore: seriesBefore ? toSeries(orThrow(seriesBefore), now) : null,
    hasEvents: Boolean(figures.events) || (await hasEver(api, view.site ?? '', signal)),
    lists: Object.fromEntries(
      listed.map((dimension, index) => [dimension, toList(others[index])]),
    ) as Report['lists'],
  };
}

/** Throws why there is no answer. */
export function orThrow(answer: QueryReply | ApiFailure | undefined): QueryReply {
  if (!answer || answer instanceof ApiFailure)
    throw answer ?? new ApiFailure(200, 'bad_answer', 'An answer is missing.');
  return answer;
}

/** A query refused or too slow spoils one list. */
function toList(answer: QueryReply | ApiFailure | undefined): ListContent {
  if (answer instanceof ApiFailure) return answer;
  return orThrow(answer).results.map((row) => ({
    value: row.dimensions[0] ?? '',
    count: row.metrics[0] ?? 0,
  }));
}

async function hasEver(api: Api, site: string, signal: AbortSignal): Promise<boolean> {
  const reply = await api.query(everQuery(site), signal);
  return (reply.results[0]?.metrics[0] ?? 0) > 0;
}
