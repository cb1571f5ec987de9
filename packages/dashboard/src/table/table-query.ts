import type { Metric, Query, QueryReply } from '@passerby/wire';
import { builtInEvents } from '../report/queries.ts';
import { type FilterDimension, toPropName } from '../state/filters.ts';
import type { Sort, View } from '../state/view.ts';
import type { Column } from './tables.ts';

/** What the collector calls an event without the property. */
const noValue = '(none)';

export interface TableRow {
  value: string;
  /** By column. */
  numbers: (number | null)[];
}

export interface Table {
  rows: TableRow[];
  /** Of all rows, shown or not. */
  total: number;
  /** Of all revenue in it; undefined where there is none, or of several. */
  currency: string | undefined;
}

/** The column in force: the chosen one where the table has it, else its first, highest first. */
export function toSort(sort: Sort | null, columns: readonly Column[]): Sort {
  const known = columns.find((column) => column === sort?.column);
  return sort && known !== undefined ? sort : { column: columns[0] ?? 'visitors', direction: 'desc' };
}

/** One page of the table that the view shows. */
export function tableQuery(
  view: View,
  by: FilterDimension,
  columns: readonly Column[],
  limit: number,
): Query {
  const { column, direction } = toSort(view.sort, columns);
  const filters: Query['filters'] = [...view.filters];
  if (by === 'event:name') filters.push(['is_not', 'event:name', builtInEvents]);
  if (toPropName(by) !== undefined) filters.push(['is_not', by, [noValue]]);
  if (view.find !== '') filters.push(['contains', by, [view.find]]);
  return {
    site_id: view.site ?? '',
    date_range: view.range,
    metrics: [...columns],
    dimensions: [by],
    filters,
    order_by: [[column as Metric, direction]],
    include: { total_rows: true },
    pagination: { limit },
  };
}

export function toTable({ results, meta }: QueryReply): Table {
  return {
    rows: results.map(({ dimensions, metrics }) => ({ value: dimensions[0] ?? '', numbers: metrics })),
    total: meta.total_rows ?? results.length,
    currency: meta.currency,
  };
}
