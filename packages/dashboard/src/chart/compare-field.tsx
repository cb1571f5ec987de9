import { toHourText, toSpanText } from '../format/time-label.ts';
import { comparisons, type Comparison } from '../state/comparison.ts';
import { texts } from '../texts.ts';
import { isSilent, type Series } from './series.ts';

interface CompareFieldProps {
  compare: Comparison;
  onCompare: (compare: Comparison) => void;
  /** The time compared with; null where there is none. */
  before: Series | null;
  /** Its range is one of times. */
  isOfTimes: boolean;
}

/** Chooses what the chart is compared with, and is the legend of its paler line. */
export function CompareField({ compare, onCompare, before, isOfTimes }: CompareFieldProps) {
  const isEmpty = before !== null && isSilent(before);
  const [first, last] = [before?.labels[0], before?.labels.at(-1)];
  return (
    <div class="compare">
      <label>
        {texts.compare}
        <select
          value={compare}
          onChange={({ currentTarget }) => {
            const chosen = comparisons.find((each) => each === currentTarget.value);
            if (chosen) onCompare(chosen);
          }}
        >
          {comparisons.map((each) => (
            <option key={each} value={each}>
              {texts.comparisons[each]}
            </option>
          ))}
        </select>
      </label>
      <p role="status">
        {compare !== 'off' && first !== undefined && last !== undefined && (
          <span class={isEmpty ? undefined : 'compare-line'}>
            {isOfTimes ? texts.fromHour(toSpanText(first, last), toHourText(first)) : toSpanText(first, last)}
            {isEmpty && `: ${texts.nothingToCompare}`}
          </span>
        )}
      </p>
    </div>
  );
}
