import { type Comparison, parseComparison } from './comparison.ts';
import { defaultRange, parseRange, type Range, toRangeText } from './date-range.ts';
import {
  dimensionKeys,
  type Filter,
  type FilterDimension,
  namedDimensions,
  type Operator,
  parseDimensionKey,
  toDimensionKey,
} from './filters.ts';
import { parseChoice, type ReportChoice, writeChoice } from './report-choice.ts';

/** Figures that can be drawn over time, in the order they are drawn. */
export const lines = ['visitors', 'visits', 'pageviews'] as const;
export type Line = (typeof lines)[number];

/** The pages of a site, in the order of their tabs. */
export const pages = [
  'overview',
  'pages',
  'sources',
  'locations',
  'devices',
  'events',
  'funnels',
  'paths',
  'retention',
  'revenue',
  'live',
  'plan',
  'delivery',
  'settings',
] as const;
export type PageName = (typeof pages)[number];

/** Those that a shared link opens: numbers alone. */
export const sharedPages: readonly PageName[] = pages.filter(
  (page) => page !== 'plan' && page !== 'delivery' && page !== 'settings',
);

/** Everything that decides what the page shows. It lives in the address, so that a view can be shared. */
export interface View extends ReportChoice {
  /** Public key of the site; null until one is chosen. */
  site: string | null;
  page: PageName;
  /** What the table of the page lists, or its report is broken down by; null: its first choice. */
  by: FilterDimension | null;
  /** Column that the table is sorted by, and which way; null: its first one, highest first. */
  sort: Sort | null;
  /** Rows of the table contain this; empty: all. */
  find: string;
  /** What its numbers are compared with. */
  compare: Comparison;
  range: Range;
  /** At least one. */
  lines: Line[];
  filters: Filter[];
}

export interface Sort {
  column: string;
  direction: 'asc' | 'desc';
}

/** What a page starts with. */
export const freshTable: Pick<View, 'by' | 'sort' | 'find'> = { by: null, sort: null, find: '' };

/** Longest text that a table is searched for. */
const mostFindCharacters = 200;

const defaultLines: Line[] = ['visitors', 'pageviews'];

/** `country=DE`, `country.not=DE`, `page.contains=/blog`. */
const endings: Record<Operator, string> = { is: '', is_not: '.not', contains: '.contains' };

const operators = ['is', 'is_not', 'contains'] as const satisfies Operator[];

const filterKeys = new Map<string, [Operator, FilterDimension]>();
for (const dimension of namedDimensions) {
  for (const operator of operators)
    filterKeys.set(dimensionKeys[dimension] + endings[operator], [operator, dimension]);
}

/** From the query string of the address; what cannot be read falls back to its default. */
export function parseView(search: string): View {
  const params = new URLSearchParams(search);
  const shown = params.get('show')?.split(',') ?? [];
  const chosen = lines.filter((line) => shown.includes(line));
  return {
    site: params.get('site') || null,
    page: pages.find((page) => page === params.get('view')) ?? 'overview',
    by: parseDimensionKey(params.get('by') ?? '') ?? null,
    sort: parseSort(params.get('sort') ?? ''),
    find: (params.get('find') ?? '').slice(0, mostFindCharacters),
    compare: parseComparison(params.get('compare')),
    range: parseRange(params.get('range') ?? '') ?? defaultRange,
    lines: chosen.length > 0 ? chosen : defaultLines,
    filters: parseFilters(params),
    ...parseChoice(params),
  };
}

/** `visitors` for the highest first, `-visitors` for the lowest. */
function parseSort(text: string): Sort | null {
  const [, minus, column] = /^(-?)([a-z_]+)$/.exec(text) ?? [];
  return column === undefined ? null : { column, direction: minus === '-' ? 'asc' : 'desc' };
}

function parseFilters(params: URLSearchParams): Filter[] {
  const filters: Filter[] = [];
  for (const [key, value] of params) {
    // The name of a property may have an ending of its own, so these are filtered by `is` alone.
    const [operator, dimension] = filterKeys.get(key) ?? ['is', parseDimensionKey(key)];
    if (!dimension) continue;
    const same = filters.find((filter) => filter[0] === operator && filter[1] === dimension);
    if (!same) filters.push([operator, dimension, [value]]);
    else if (!same[2].includes(value)) same[2].push(value);
  }
  return filters;
}

/** Names what a report of the view is about: views with the same key have the same numbers. */
export const toReportKey = ({ site, range, filters, compare }: View): string =>
  JSON.stringify([site, range, filters, compare]);

/** The query string of a view, with its question mark. */
export function toSearch(view: View): string {
  const params = new URLSearchParams();
  if (view.site !== null) params.set('site', view.site);
  if (view.page !== 'overview') params.set('view', view.page);
  params.set('range', toRangeText(view.range));
  if (view.compare !== 'period') params.set('compare', view.compare);
  if (view.by !== null) params.set('by', toDimensionKey(view.by));
  if (view.sort !== null) params.set('sort', (view.sort.direction === 'asc' ? '-' : '') + view.sort.column);
  if (view.find !== '') params.set('find', view.find);
  writeChoice(params, view);
  if (view.lines.join() !== defaultLines.join()) params.set('show', view.lines.join());
  for (const [operator, dimension, values] of view.filters) {
    for (const value of values) params.append(toDimensionKey(dimension) + endings[operator], value);
  }
  // Legal in a query (RFC 3986, 3.4) and far easier to read.
  return `?${params.toString().replaceAll('%2F', '/').replaceAll('%2C', ',').replaceAll('%3A', ':')}`;
}

/** Shows or hides a line; the last one stays. */
export function toggleLine(shown: Line[], line: Line): Line[] {
  if (!shown.includes(line)) return lines.filter((each) => each === line || shown.includes(each));
  return shown.length > 1 ? shown.filter((each) => each !== line) : shown;
}
