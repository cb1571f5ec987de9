import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import type { Theme } from '../state/theme.ts';
import type { Line } from '../state/view.ts';
import { texts } from '../texts.ts';
import { readColors } from './colors.ts';
import type { PlacedAnnotation } from './place-annotations.ts';
import { createPlot, densePoints } from './plot.ts';
import { toPlotData } from './plot-data.ts';
import { toReadoutText } from './readout-text.ts';
import { Readout } from './readout.tsx';
import { canOpen, type Series } from './series.ts';

interface ChartProps {
  series: Series;
  /** Of the time compared with, drawn faintly for the first line. */
  before: Series | null;
  annotations: PlacedAnnotation[];
  lines: Line[];
  theme: Theme;
  /** Shows the numbers of the day or hour of a label alone. */
  onOpen: (label: string) => void;
}

interface Cursor {
  index: number;
  left: number;
}

/** Lowest and highest chart, in CSS pixels; between them it follows its width. */
const toHeight = (width: number): number => Math.round(Math.min(340, Math.max(220, width * 0.3)));

/** The lines over time. As a slider it is read point by point with the arrow keys. */
export function Chart({ series, before, annotations, lines, theme, onOpen }: ChartProps) {
  const target = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  /** The point that was shown when the pointer went down: a finger's first tap shows one, its second opens it. */
  const pressed = useRef<number | undefined>(undefined);
  const latest = useRef({ series, before, annotations });
  const hint = useId();
  const [cursor, setCursor] = useState<Cursor | null>(null);
  latest.current = { series, before, annotations };
  const isDense = series.labels.length > densePoints;

  useLayoutEffect(() => {
    const element = target.current;
    if (!element) return undefined;
    const width = element.clientWidth;
    const drawn = createPlot({
      target: element,
      width,
      height: toHeight(width),
      lines,
      colors: readColors(element),
      series: () => latest.current.series,
      before: () => latest.current.before,
      marks: () => latest.current.annotations.map((each) => each.index),
      onMove: (index, left) => setCursor(index === null ? null : { index, left }),
    });
    plot.current = drawn;
    const observer = new ResizeObserver(() => {
      const next = element.clientWidth;
      if (next > 0 && next !== drawn.width) drawn.setSize({ width: next, height: toHeight(next) });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawn.destroy();
      plot.current = null;
      setCursor(null);
    };
  }, [lines.join(), theme, isDense]);

  useEffect(() => {
    plot.current?.setData(toPlotData(series, lines, before));
  }, [series, before, annotations]);

  const count = series.labels.length;
  const last = series.present ?? count - 1;
  const index = Math.min(cursor?.index ?? last, count - 1);
  const noted = annotations.filter((each) => each.index === index).map(({ text }) => text);

  function moveTo(next: number): void {
    const drawn = plot.current;
    if (!drawn || count === 0) return;
    const clamped = Math.max(0, Math.min(last, next));
    drawn.setCursor({ left: drawn.valToPos(clamped, 'x'), top: 0 });
  }

  function open(): void {
    const label = series.labels[index];
    if (label !== undefined && canOpen(series)) onOpen(label);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter') open();
    const steps: Record<string, number> = {
      ArrowLeft: index - 1,
      ArrowDown: index - 1,
      ArrowRight: index + 1,
      ArrowUp: index + 1,
      PageDown: index - 7,
      PageUp: index + 7,
      Home: 0,
      End: last,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    moveTo(next);
  }

  return (
    <div
      class={canOpen(series) ? 'chart opens' : 'chart'}
      role="slider"
      tabIndex={0}
      aria-label={texts.chartPoint}
      aria-describedby={hint}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, last)}
      aria-valuenow={Math.max(0, index)}
      aria-valuetext={toReadoutText(series, lines, index, noted)}
      onKeyDown={onKeyDown}
      onPointerDown={() => (pressed.current = cursor?.index)}
      onClick={() => cursor && cursor.index === pressed.current && open()}
      onFocus={() => moveTo(index)}
      onBlur={() => plot.current?.setCursor({ left: -10, top: -10 })}
    >
      <div ref={target} />
      <span id={hint} hidden>
        {texts.chartHint} {canOpen(series) && texts.chartOpenHint}
      </span>
      {cursor && (
        <Readout
          series={series}
          before={before}
          noted={noted}
          lines={lines}
          index={index}
          left={cursor.left}
          plot={plot.current}
        />
      )}
    </div>
  );
}
