import { useState } from 'preact/hooks';
import type { Theme } from '../state/theme.ts';
import type { Line } from '../state/view.ts';
import { texts } from '../texts.ts';
import { Chart } from './chart.tsx';
import type { Series } from './series.ts';
import { SeriesTable } from './series-table.tsx';

interface ChartSectionProps {
  series: Series;
  /** Of the time before; null where it is not compared. */
  before: Series | null;
  isCompared: boolean;
  onCompare: (isCompared: boolean) => void;
  lines: Line[];
  theme: Theme;
  /** Nothing happened in the range. */
  isEmpty: boolean;
  isFiltered: boolean;
}

/** The chart, and the same numbers as a table. */
export function ChartSection(props: ChartSectionProps) {
  const { series, before, isCompared, onCompare, lines, theme, isEmpty, isFiltered } = props;
  const [isOpen, setOpen] = useState(false);
  return (
    <section class="chart-section" aria-label={texts.chartTitle}>
      <div class="chart-frame">
        <Chart series={series} before={before} lines={lines} theme={theme} />
        {isEmpty && <p class="chart-empty">{isFiltered ? texts.nothingHereFiltered : texts.nothingHere}</p>}
      </div>
      <label class="compare">
        <input
          type="checkbox"
          checked={isCompared}
          onChange={(event) => onCompare(event.currentTarget.checked)}
        />
        {texts.compare}
      </label>
      <details class="series" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{texts.chartTable}</summary>
        {isOpen && <SeriesTable series={series} lines={lines} />}
      </details>
    </section>
  );
}
