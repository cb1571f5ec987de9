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
export type ListDimension = Extract<
  FilterDimension,
  | 'event:page'
  | 'event:name'
  | 'visit:source'
  | 'visit:country'
  | 'visit:browser'
  | 'visit:os'
  | 'visit:device'
>;

/** All the page shows of one view at one moment. */
export interface Report {
  figures: Pulse;
  /** Of the time before; null where it is not compared. */
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

/** Reads all that belongs to the figures. */
export async function loadReport(
  api: Api,
  view: View,
  timezone: string,
  figures: Pulse,
  signal: AbortSignal,
): Promise<Report> {
  const now = toLocalTime(timezone, new Date());
  const list = (dimension: ListDimension): Promise<ListContent> => loadList(api, view, dimension, signal);
  const [series, seriesBefore, figuresBefore, hasEvents, page, source, country, name, browser, os, device] =
    await Promise.all([
      api.query(seriesQuery(view, now.slice(0, 10)), signal).then((reply) => toSeries(reply, now)),
      view.compare
        ? api.query(seriesBeforeQuery(view, now.slice(0, 10)), signal).then((reply) => toSeries(reply, now))
        : null,
      view.compare ? api.query(pulseBeforeQuery(view, now), signal).then(toPulse) : null,
      figures.events ? true : hasEver(api, view.site ?? '', signal),
      list('event:page'),
      list('visit:source'),
      list('visit:country'),
      list('event:name'),
      list('visit:browser'),
      list('visit:os'),
      list('visit:device'),
    ]);
  return {
    figures,
    figuresBefore,
    series,
    seriesBefore,
    hasEvents,
    lists: {
      'event:page': page,
      'visit:source': source,
      'visit:country': country,
      'event:name': name,
      'visit:browser': browser,
      'visit:os': os,
      'visit:device': device,
    },
  };
}

async function loadList(
  api: Api,
  view: View,
  dimension: FilterDimension,
  signal: AbortSignal,
): Promise<ListContent> {
  try {
    const reply = await api.query(listQuery(view, dimension), signal);
    return reply.results.map((row) => ({ value: row.dimensions[0] ?? '', count: row.metrics[0] ?? 0 }));
  } catch (error) {
    // A query refused or too slow spoils one list; no answer or a wrong token concerns the whole page.
    if (error instanceof ApiFailure && error.status !== 0 && error.status !== 401) return error;
    throw error;
  }
}

async function hasEver(api: Api, site: string, signal: AbortSignal): Promise<boolean> {
  const reply = await api.query(everQuery(site), signal);
  return (reply.results[0]?.metrics[0] ?? 0) > 0;
}
