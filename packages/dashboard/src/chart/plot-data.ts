import type uPlot from 'uplot';
import type { Line } from '../state/view.ts';
import type { Series } from './series.ts';

/** Each line twice: solid up to the last hour or day that is over, dashed on to the one under way. */
export function toPlotData(series: Series, shown: Line[]): uPlot.AlignedData {
  const { present } = series;
  const solid = (line: Line): (number | null)[] =>
    series.values[line].map((value, index) => (index === present ? null : value));
  const dashed = (line: Line): (number | null)[] =>
    series.values[line].map((value, index) =>
      present !== null && (index === present || index === present - 1) ? value : null,
    );
  return [series.labels.map((_, index) => index), ...shown.flatMap((line) => [solid(line), dashed(line)])];
}
