import type { Change } from './change.ts';

interface FigureProps {
  name: string;
  label: string;
  value: string;
  /** Every digit of a shortened value. */
  exact?: string;
  /** Against the time compared with; null: not compared, or nothing to compare with. */
  change: Change | null;
  /** Whether its line is in the chart; only for a figure that can be drawn. */
  isShown?: boolean;
  /** What a click does. */
  hint: string;
  onClick: () => void;
}

export function Figure({ name, label, value, exact, change, isShown, hint, onClick }: FigureProps) {
  return (
    <div class="figure" role="group" aria-label={label} data-line={isShown === undefined ? undefined : name}>
      <button type="button" aria-pressed={isShown} title={hint} onClick={onClick}>
        <span class="figure-label">{label}</span>
        {/* A new key for a new value lets it arrive with a short gleam. */}
        <strong key={value} class="figure-value" title={exact === value ? undefined : exact}>
          {value}
        </strong>
        {change && (
          <span class="figure-change" title={change.spoken}>
            <span aria-hidden="true">{change.text}</span>
            <span class="visually-hidden">, {change.spoken}</span>
          </span>
        )}
      </button>
    </div>
  );
}
