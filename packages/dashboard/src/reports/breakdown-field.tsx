import type { FilterDimension } from '../state/filters.ts';
import { texts } from '../texts.ts';

interface BreakdownFieldProps {
  dimensions: readonly FilterDimension[];
  chosen: FilterDimension | null;
  onChoose: (by: FilterDimension | null) => void;
}

/** By what else a report is told. */
export function BreakdownField({ dimensions, chosen, onChoose }: BreakdownFieldProps) {
  return (
    <label>
      {texts.breakdown}
      <select
        value={chosen ?? ''}
        onChange={({ currentTarget }) =>
          onChoose(dimensions.find((each) => each === currentTarget.value) ?? null)
        }
      >
        <option value="">{texts.noBreakdown}</option>
        {dimensions.map((dimension) => (
          <option key={dimension} value={dimension}>
            {texts.dimensions[dimension]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What reports are broken down by, in the order of the list. */
export const breakdowns = [
  'visit:channel',
  'visit:source',
  'visit:utm_campaign',
  'visit:country',
  'visit:device',
  'visit:browser',
  'visit:os',
  'visit:entry_page',
] as const satisfies FilterDimension[];
