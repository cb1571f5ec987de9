import type uPlot from 'uplot';
import type { Line } from '../state/view.ts';
import type { Series } from './series.ts';

/**
 * The first line of the time before, then each line twice: solid up to the last hour or day that is over, dashed on to
 * the one under way. Days of 23 and 25 hours leave the two times of different lengths; what one lacks is not drawn.
 */
export function toPlotData(series: Series, shown: Line[], before: Series | null): uPlot.AlignedData {
  const { present } = series;
  const solid = (line: Line): (number | null)[] =>
    series.values[line].map((value, index) => (index === present ? null : value));
  const dashed = (line: Line): (number | null)[] =>
    series.values[line].map((value, index) =>
      present !== null && (index === present || index === present - 1) ? value : null,
    );
  const [first = 'visitors'] = shown;
  return [
    series.labels.map((_, index) => index),
    series.labels.map((_, index) => before?.values[first][index] ?? null),
    ...shown.flatMap((line) => [solid(line), dashed(line)]),
  ];
}
