import { toDurationText } from '../format/duration.ts';
import { toCountText, toExactText, toPercentText, toRatioText } from '../format/number.ts';
import type { FigureName, Pulse } from '../report/report.ts';
import type { Comparison } from '../state/comparison.ts';
import { type Line, lines } from '../state/view.ts';
import { texts } from '../texts.ts';
import { toChange } from './change.ts';
import { Figure } from './figure.tsx';

interface FiguresProps {
  figures: Pulse;
  /** Of the time compared with; null where there is none. */
  before: Pulse | null;
  compare: Comparison;
  /** Shown in the chart. */
  lines: Line[];
  onToggle: (line: Line) => void;
  /** Shows the entry pages by a figure that is no line. */
  onOpen: (column: string) => void;
}

const formats: Record<FigureName, (value: number | null) => string> = {
  visitors: toCountText,
  visits: toCountText,
  pageviews: toCountText,
  views_per_visit: toRatioText,
  bounce_rate: toPercentText,
  visit_duration: toDurationText,
};

const names = [
  'visitors',
  'visits',
  'pageviews',
  'views_per_visit',
  'bounce_rate',
  'visit_duration',
] as const satisfies FigureName[];

const isLine = (name: string): name is Line => lines.some((line) => line === name);

/** The headline. Figures that can be drawn show or hide their line, and the others lead to what they are the mean of. */
export function Figures({ figures, before, compare, lines: shown, onToggle, onOpen }: FiguresProps) {
  return (
    <section class="figures" aria-label={texts.figuresTitle}>
      {names.map((name) => (
        <Figure
          key={name}
          name={name}
          label={texts.figures[name]}
          value={formats[name](figures[name])}
          change={
            before && compare !== 'off'
              ? toChange(figures[name], before[name], name === 'bounce_rate', compare)
              : null
          }
          {...(isLine(name)
            ? {
                exact: toExactText(figures[name]),
                isShown: shown.includes(name),
                hint: texts.lineHint(shown.includes(name)),
                onClick: () => onToggle(name),
              }
            : { hint: texts.entryPagesHint, onClick: () => onOpen(name) })}
        />
      ))}
    </section>
  );
}
