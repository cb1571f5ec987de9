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
}

/** Heads a row whose click, anywhere in it, filters by its value. */
export function ValueCell({ dimension, value, isChosen, share }: ValueCellProps) {
  const name = toValueName(dimension, value);
  return (
    <th scope="row">
      <button
        type="button"
        aria-pressed={isChosen}
        title={`${name.slice(0, 300)}\n${isChosen ? texts.stopFilterBy : texts.filterBy}`}
      >
        <bdi class={value === '' ? 'is-missing' : undefined}>{name}</bdi>
      </button>
      {share !== undefined && <span class="row-bar" aria-hidden="true" style={{ width: `${share}%` }} />}
    </th>
  );
}
