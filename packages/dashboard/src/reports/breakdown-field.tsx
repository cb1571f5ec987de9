import type { FilterDimension } from '../state/filters.ts';
import { texts } from '../texts.ts';

interface BreakdownFieldProps {
  dimensions: readonly FilterDimension[];
  chosen: FilterDimension | null;
  /** What no breakdown is called (default: there is always one). */
  none?: string;
  onChoose: (by: FilterDimension | null) => void;
}

/** By what else a report is told. */
export function BreakdownField({ dimensions, chosen, none, onChoose }: BreakdownFieldProps) {
  return (
    <label>
      {texts.breakdown}
      <select
        value={chosen ?? ''}
        onChange={({ currentTarget }) =>
          onChoose(dimensions.find((each) => each === currentTarget.value) ?? null)
        }
      >
        {none !== undefined && <option value="">{none}</option>}
        {dimensions.map((dimension) => (
          <option key={dimension} value={dimension}>
            {texts.dimension(dimension)}
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
