import { toValueName } from '../lists/value-name.ts';
import type { FilterDimension } from '../state/filters.ts';
import { texts } from '../texts.ts';

interface ValueCellProps {
  dimension: FilterDimension;
  value: string;
  /** The table shows only this value (perhaps among others). */
  isChosen: boolean;
  /** Length of the bar beneath, percent (default: none). */
  share?: number;
  /** What a click does, where it does not filter. */
  hint?: string;
}

/** Heads a row that is clicked anywhere in it: to filter by its value, or for what the hint says. */
export function ValueCell({ dimension, value, isChosen, share, hint }: ValueCellProps) {
  const name = toValueName(dimension, value);
  return (
    <th scope="row">
      <button
        type="button"
        aria-pressed={hint === undefined ? isChosen : undefined}
        title={`${name.slice(0, 300)}\n${hint ?? (isChosen ? texts.stopFilterBy : texts.filterBy)}`}
      >
        <bdi class={value === '' ? 'is-missing' : undefined}>{name}</bdi>
      </button>
      {share !== undefined && <span class="row-bar" aria-hidden="true" style={{ width: `${share}%` }} />}
    </th>
  );
}
