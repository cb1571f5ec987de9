import { toExactText } from '../format/number.ts';
import { toMomentText } from '../format/time-label.ts';
import type { Line, View } from '../state/view.ts';
import { SaveCsv } from '../table/save-csv.tsx';
import { toFileName } from '../table/save-file.ts';
import { texts } from '../texts.ts';
import { canOpen, type Series } from './series.ts';

interface SeriesTableProps {
  series: Series;
  lines: Line[];
  view: View;
  /** Shows the numbers of the day or hour of a label alone. */
  onOpen: (label: string) => void;
}

/** The chart's numbers to read, newest first. A click anywhere in a row shows its day or hour alone. */
export function SeriesTable({ series, lines, view, onOpen }: SeriesTableProps) {
  const rows = series.labels
    .map((label, index) => ({ label, index }))
    .filter(({ index }) => series.values.visitors[index] !== null)
    .toReversed();
  return (
    <>
      <div class="series-scroll" tabIndex={0} role="group" aria-label={texts.chartTitle}>
        <table>
          <thead>
            <tr>
              <th scope="col">{texts.chartTime[series.unit]}</th>
              {lines.map((line) => (
                <th key={line} scope="col">
                  {texts.figures[line]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ label, index }) => (
              <tr key={label} {...(canOpen(series) && { class: 'opens', onClick: () => onOpen(label) })}>
                <th scope="row">
                  {canOpen(series) ? (
                    <button type="button" class="link" title={texts.daysHint}>
                      {toMomentText(label)}
                    </button>
                  ) : (
                    toMomentText(label)
                  )}
                </th>
                {lines.map((line) => (
                  <td key={line}>{toExactText(series.values[line][index] ?? null)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <SaveCsv
        name={toFileName(view, 'over-time')}
        rows={[
          [texts.chartTime[series.unit], ...lines.map((line) => texts.figures[line])],
          ...rows.map(({ label, index }) => [
            label,
            ...lines.map((line) => series.values[line][index] ?? null),
          ]),
        ]}
      />
    </>
  );
}
