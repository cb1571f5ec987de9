import { toDurationText } from '../format/duration.ts';
import {
  toCountText,
  toExactText,
  toMoneyText,
  toPercentText,
  toRatioText,
  toShare,
} from '../format/number.ts';
import type { FilterDimension } from '../state/filters.ts';
import type { Sort } from '../state/view.ts';
import { texts } from '../texts.ts';
import type { TableRow } from './table-query.ts';
import type { Column } from './tables.ts';
import { ValueCell } from './value-cell.tsx';

interface DataTableProps {
  by: FilterDimension;
  columns: readonly Column[];
  rows: TableRow[];
  /** Of the revenue. */
  currency: string | undefined;
  sort: Sort;
  isChosen: (value: string) => boolean;
  onSort: (sort: Sort) => void;
  onToggle: (value: string) => void;
}

const formats: Record<Column, (value: number | null, currency: string | undefined) => string> = {
  visitors: toCountText,
  visits: toCountText,
  pageviews: toCountText,
  events: toCountText,
  views_per_visit: toRatioText,
  bounce_rate: toPercentText,
  visit_duration: toDurationText,
  conversion_rate: toPercentText,
  time_on_page: toDurationText,
  scroll_depth: toPercentText,
  total_revenue: (value, currency) =>
    value === null || currency === undefined ? toCountText(value) : toMoneyText(value, currency),
};

/** Values of a dimension and their numbers. A click anywhere in a row filters by its value. */
export function DataTable({ by, columns, rows, currency, sort, isChosen, onSort, onToggle }: DataTableProps) {
  const most = Math.max(0, ...rows.map(({ numbers }) => numbers[0] ?? 0));
  return (
    <div class="data-scroll">
      <table class="data">
        <thead>
          <tr>
            <th scope="col">{texts.dimension(by)}</th>
            {columns.map((column) => {
              const isSorted = sort.column === column;
              return (
                <th
                  key={column}
                  scope="col"
                  aria-sort={isSorted ? (sort.direction === 'asc' ? 'ascending' : 'descending') : 'none'}
                >
                  <button
                    type="button"
                    onClick={() =>
                      onSort({
                        column,
                        direction: isSorted && sort.direction === 'desc' ? 'asc' : 'desc',
                      })
                    }
                  >
                    {texts.columns[column]}
                    <span aria-hidden="true">{isSorted ? (sort.direction === 'asc' ? ' ↑' : ' ↓') : ''}</span>
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ value, numbers }) => {
            const chosen = isChosen(value);
            return (
              <tr key={value} class={chosen ? 'is-chosen' : undefined} onClick={() => onToggle(value)}>
                <ValueCell
                  dimension={by}
                  value={value}
                  isChosen={chosen}
                  share={toShare(numbers[0] ?? 0, most)}
                />
                {columns.map((column, index) => (
                  <td key={column} title={toExactText(numbers[index] ?? null)}>
                    {formats[column](numbers[index] ?? null, currency)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
