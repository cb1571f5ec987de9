import type { FilterDimension } from '../state/filters.ts';
import { toCountText, toPercentText } from '../format/number.ts';
import type { ListRow } from '../report/report.ts';
import { texts } from '../texts.ts';
import { toValueName } from './value-name.ts';

interface RowProps {
  dimension: FilterDimension;
  row: ListRow;
  /** Of the whole, in percent. */
  share: number;
  isChosen: boolean;
  onToggle: () => void;
}

/** One value: its name, its share, its number, and a rule below it as long as the share. */
export function Row({ dimension, row, share, isChosen, onToggle }: RowProps) {
  const name = toValueName(dimension, row.value);
  const hint = isChosen ? texts.stopFilterBy : texts.filterBy;
  return (
    <li>
      <button
        type="button"
        class="row"
        aria-pressed={isChosen}
        title={name === row.value ? `${name.slice(0, 300)}\n${hint}` : hint}
        onClick={onToggle}
      >
        <bdi class={row.value === '' ? 'row-name is-missing' : 'row-name'}>{name}</bdi>
        <span class="row-share">{toPercentText(share)}</span>
        <strong class="row-count">{toCountText(row.count)}</strong>
        <span class="visually-hidden">{texts.countUnit(dimension, row.count)}</span>
        <span class="row-bar" aria-hidden="true" style={{ width: `${share}%` }} />
      </button>
    </li>
  );
}
