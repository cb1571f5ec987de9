import { toExactText } from '../format/number.ts';
import { toMomentText } from '../format/time-label.ts';
import type { Line } from '../state/view.ts';
import { texts } from '../texts.ts';
import type { Series } from './series.ts';

/** The chart's numbers to read, newest first. */
export function SeriesTable({ series, lines }: { series: Series; lines: Line[] }) {
  const rows = series.labels
    .map((label, index) => ({ label, index }))
    .filter(({ index }) => series.values.visitors[index] !== null)
    .toReversed();
  return (
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
            <tr key={label}>
              <th scope="row">{toMomentText(label)}</th>
              {lines.map((line) => (
                <td key={line}>{toExactText(series.values[line][index] ?? null)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
