import { hasFilter, type FilterDimension, toggleFilter } from '../state/filters.ts';
import type { ChangeView } from '../state/use-view.ts';
import type { View } from '../state/view.ts';
import { ValueCell } from '../table/value-cell.tsx';

/** A value of a dimension and what is told about it. */
interface ValueRow {
  dimension: FilterDimension;
  value: string;
  /** Length of the bar beneath the value, percent (default: none). */
  share?: number;
  cells: string[];
  /** What a click shows, where the value is none to filter by. */
  instead?: { hint: string; change: Partial<View> };
}

interface ValueTableProps {
  /** The first is that of the values. */
  columns: string[];
  rows: ValueRow[];
  view: View;
  changeView: ChangeView;
}

/** Values and numbers of a report. A click anywhere in a row filters by its value. */
export function ValueTable({ columns, rows, view, changeView }: ValueTableProps) {
  return (
    <div class="data-scroll">
      <table class="data">
        <thead>
          <tr>
            {columns.map((column, index) => (
              // Two steps of a funnel may be the same.
              <th key={index} scope="col">
                <bdi class="column-name">{column}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ dimension, value, share, cells, instead }, row) => {
            const isChosen = hasFilter(view.filters, dimension, value);
            return (
              <tr
                key={row}
                class={isChosen ? 'is-chosen' : undefined}
                onClick={() =>
                  changeView(instead?.change ?? { filters: toggleFilter(view.filters, dimension, value) })
                }
              >
                <ValueCell
                  {...{ dimension, value, isChosen }}
                  {...(share !== undefined && { share })}
                  {...(instead && { hint: instead.hint })}
                />
                {cells.map((cell, index) => (
                  <td key={index}>{cell}</td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
