import type { Change } from './change.ts';
import { texts } from '../texts.ts';

interface FigureProps {
  name: string;
  label: string;
  value: string;
  /** Every digit of a shortened value. */
  exact?: string;
  /** Against the time before; null: not compared, or nothing to compare with. */
  change: Change | null;
  isShown?: boolean;
  /** Given for a figure that can be drawn. */
  onToggle?: () => void;
}

export function Figure({ name, label, value, exact, change, isShown = false, onToggle }: FigureProps) {
  const content = (
    <>
      <span class="figure-label">{label}</span>
      {/* A new key for a new value lets it arrive with a short gleam. */}
      <strong key={value} class="figure-value" title={exact === value ? undefined : exact}>
        {value}
      </strong>
      {change && (
        <span class="figure-change">
          <span aria-hidden="true">{change.text}</span>
          <span class="visually-hidden">, {change.spoken}</span>
        </span>
      )}
    </>
  );
  return (
    <div class="figure" role="group" aria-label={label} data-line={onToggle ? name : undefined}>
      {onToggle ? (
        <button type="button" aria-pressed={isShown} title={texts.lineHint(isShown)} onClick={onToggle}>
          {content}
        </button>
      ) : (
        <p>{content}</p>
      )}
    </div>
  );
}
