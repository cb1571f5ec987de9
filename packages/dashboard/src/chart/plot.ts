import uPlot from 'uplot';
import { toCountText } from '../format/number.ts';
import type { Line } from '../state/view.ts';
import { toTicks, toTickText } from './axis-labels.ts';
import type { ChartColors } from './colors.ts';
import { toPlotData } from './plot-data.ts';
import type { Series } from './series.ts';

export interface PlotOptions {
  target: HTMLElement;
  width: number;
  height: number;
  lines: Line[];
  colors: ChartColors;
  /** Read at each drawing, as it moves while the plot stays. */
  series: () => Series;
  before: () => Series | null;
  /** Points that are annotated. */
  marks: () => number[];
  /** The pointer or a key moved to this point; null: away. */
  onMove: (index: number | null, left: number) => void;
}

/** More points than this are drawn with a thin line; a year of days would be one thick band. */
export const densePoints = 120;

/** Room for one label below the chart, in CSS pixels. */
const tickWidth = 64;

/** Steps of the scale: 1, 2 and 5 of each power of ten, never a fraction of a visitor. */
const wholeSteps = Array.from({ length: 10 }, (_, power) =>
  [1, 2, 5].map((step) => step * 10 ** power),
).flat();

/** Points are evenly spaced by index: an hour is an hour, and days with 23 or 25 of them need no care. */
export function createPlot({
  target,
  width,
  height,
  lines,
  colors,
  series,
  before,
  marks,
  onMove,
}: PlotOptions): uPlot {
  const spline = uPlot.paths.spline?.();
  const font = `12px ${getComputedStyle(target).fontFamily}`;
  // Series 0 is the x axis, 1 the time before; then two for each line.
  const toPointColor = (index: number): string =>
    index === 1 ? colors.text : colors.lines[lines[Math.floor((index - 2) / 2)] ?? 'visitors'];
  const axis: uPlot.Axis = { stroke: colors.text, font, ticks: { show: false } };
  const options: uPlot.Options = {
    width,
    height,
    padding: [10, 26, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: false, range: (_, min, max) => (min === max ? [min - 1, max + 1] : [min, max]) },
      y: { range: (_, __, max) => [0, Math.max(4, max * 1.08)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        gap: 8,
        size: 32,
        splits: (plot) => toTicks(series(), Math.max(2, Math.floor(plot.width / tickWidth))),
        values: (_, ticks) => ticks.map((tick) => toTickText(series(), tick)),
      },
      {
        ...axis,
        grid: { stroke: colors.grid, width: 1 },
        size: 44,
        space: 52,
        incrs: wholeSteps,
        values: (_, ticks) => ticks.map(toCountText),
      },
    ],
    cursor: {
      y: false,
      // It takes a click for the end of a drag, as the cursor is at the point and not where the click is, and hides it.
      drag: { x: false, y: false, click: () => undefined },
      points: { size: 9, width: 2, fill: (_, index) => toPointColor(index) },
      // From point to point, never to an hour that has not come.
      move: (plot, left, top) => {
        if (left < 0) return [left, top];
        const { labels, present } = series();
        const index = Math.min(plot.posToIdx(left), present ?? labels.length - 1);
        return [plot.valToPos(index, 'x'), top];
      },
    },
    series: [
      {},
      {
        stroke: colors.before,
        width: 1.5,
        points: { show: false },
        ...(spline ? { paths: spline } : {}),
      },
      ...lines.flatMap((line, order): uPlot.Series[] => {
        const style: uPlot.Series = {
          stroke: colors.lines[line],
          width: series().labels.length > densePoints ? 1.25 : 2,
          ...(spline ? { paths: spline } : {}),
        };
        return [
          {
            ...style,
            ...(order === 0 ? { fill: colors.areas[line] } : {}),
            points: { show: series().labels.length === 1 },
          },
          {
            ...style,
            dash: [3, 5],
            points: {
              show: true,
              size: 8,
              width: 2,
              stroke: colors.lines[line],
              fill: colors.paper,
              filter: () => presentPoint(series()),
            },
          },
        ];
      }),
    ],
    hooks: {
      draw: [(plot) => drawMarks(plot, new Set(marks()), colors.text)],
      setCursor: [(plot) => onMove(plot.cursor.idx ?? null, plot.cursor.left ?? 0)],
    },
  };
  return new uPlot(options, toPlotData(series(), lines, before()), target);
}

/** A line down the chart at each annotated point, with a flag at its top. */
function drawMarks(plot: uPlot, indexes: Set<number>, color: string): void {
  const { ctx, bbox } = plot;
  const pixel = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.fillStyle = color;
  ctx.lineWidth = pixel;
  ctx.setLineDash([2 * pixel, 3 * pixel]);
  for (const index of indexes) {
    const x = Math.round(plot.valToPos(index, 'x', true));
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x + 8 * pixel, bbox.top + 4 * pixel);
    ctx.lineTo(x, bbox.top + 8 * pixel);
    ctx.fill();
  }
  ctx.restore();
}

const presentPoint = ({ present }: Series): number[] => (present === null ? [] : [present]);
