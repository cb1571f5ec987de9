import type { FilterDimension } from '../state/filters.ts';
import { texts } from '../texts.ts';

interface ChoiceProps {
  dimensions: readonly FilterDimension[];
  chosen: FilterDimension;
  onChoose: (by: FilterDimension) => void;
}

/** What the table lists, as a row of radio buttons. */
export function Choice({ dimensions, chosen, onChoose }: ChoiceProps) {
  return (
    <div class="range-names" role="radiogroup" aria-label={texts.listBy}>
      {dimensions.map((dimension) => (
        <label key={dimension}>
          <input
            type="radio"
            name="by"
            aria-label={texts.dimension(dimension)}
            checked={dimension === chosen}
            onChange={() => onChoose(dimension)}
          />
          <span>{texts.dimension(dimension)}</span>
        </label>
      ))}
    </div>
  );
}
