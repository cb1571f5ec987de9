import { useMemo, useState } from 'preact/hooks';
import type { PageProps } from '../pages/page-props.ts';
import { isOfTimes } from '../state/date-range.ts';
import type { Comparison } from '../state/comparison.ts';
import type { Theme } from '../state/theme.ts';
import type { Line } from '../state/view.ts';
import { texts } from '../texts.ts';
import { AnnotationList } from './annotation-list.tsx';
import { Chart } from './chart.tsx';
import { CompareField } from './compare-field.tsx';
import { placeAnnotations } from './place-annotations.ts';
import type { Series } from './series.ts';
import { SeriesTable } from './series-table.tsx';
import { useAnnotations } from './use-annotations.ts';

interface ChartSectionProps extends Pick<PageProps, 'api' | 'view' | 'isShared' | 'onLocked'> {
  /** IANA time zone of the site. */
  timezone: string;
  series: Series;
  /** Of the time compared with; null where there is none. */
  before: Series | null;
  onCompare: (compare: Comparison) => void;
  /** Shows the numbers of the day or hour of a label alone. */
  onOpen: (label: string) => void;
  lines: Line[];
  theme: Theme;
  /** Nothing happened in the range. */
  isEmpty: boolean;
  isFiltered: boolean;
}

/** The chart, and the same numbers as a table. */
export function ChartSection(props: ChartSectionProps) {
  const { series, before, onCompare, onOpen, lines, theme, isEmpty, isFiltered } = props;
  const [isOpen, setOpen] = useState(false);
  const noted = useAnnotations(props);
  const annotations = useMemo(
    () => placeAnnotations(noted, series, props.timezone),
    [noted, series, props.timezone],
  );
  return (
    <section class="chart-section" aria-label={texts.chartTitle}>
      <div class="chart-frame">
        <Chart {...{ series, before, annotations, lines, theme, onOpen }} />
        {isEmpty && <p class="chart-empty">{isFiltered ? texts.nothingHereFiltered : texts.nothingHere}</p>}
      </div>
      <CompareField
        {...{ before, onCompare }}
        compare={props.view.compare}
        isOfTimes={isOfTimes(props.view.range)}
      />
      {annotations.length > 0 && <AnnotationList annotations={annotations} />}
      <details class="series" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{texts.chartTable}</summary>
        {isOpen && <SeriesTable {...{ series, lines, onOpen }} view={props.view} />}
      </details>
    </section>
  );
}
