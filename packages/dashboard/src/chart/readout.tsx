import type uPlot from 'uplot';
import { toExactText } from '../format/number.ts';
import { toMomentText } from '../format/time-label.ts';
import type { Line } from '../state/view.ts';
import { texts } from '../texts.ts';
import type { Series } from './series.ts';

interface ReadoutProps {
  series: Series;
  before: Series | null;
  /** Texts of what was noted at this point. */
  noted: string[];
  lines: Line[];
  index: number;
  /** Of the cursor within the plot, in CSS pixels. */
  left: number;
  plot: uPlot | null;
}

/** A moment of another year says so. */
function toBeforeText(before: string, label: string): string {
  const year = before.slice(0, 4);
  return year === label.slice(0, 4) ? toMomentText(before) : `${toMomentText(before)} ${year}`;
}

/** The numbers beside the cursor, on the side with more room. */
export function Readout({ series, before, noted, lines, index, left, plot }: ReadoutProps) {
  const label = series.labels[index];
  if (label === undefined || !plot) return null;
  const pixels = plot.bbox.left / devicePixelRatio;
  const isRight = left > plot.bbox.width / devicePixelRatio / 2;
  const place = isRight
    ? { right: `${plot.width - pixels - left + 14}px` }
    : { left: `${pixels + left + 14}px` };
  return (
    <div class="readout" aria-hidden="true" style={place}>
      <p>{toMomentText(label)}</p>
      <dl>
        {lines.map((line) => (
          <div key={line} data-line={line}>
            <dt>{texts.figures[line]}</dt>
            <dd>{toExactText(series.values[line][index] ?? null)}</dd>
          </div>
        ))}
        {before?.labels[index] !== undefined && (
          <div data-line="before">
            <dt>{toBeforeText(before.labels[index], label)}</dt>
            <dd>{toExactText(before.values[lines[0] ?? 'visitors'][index] ?? null)}</dd>
          </div>
        )}
      </dl>
      {noted.map((text, order) => (
        <p key={order} class="noted">
          <bdi>{text}</bdi>
        </p>
      ))}
    </div>
  );
}
