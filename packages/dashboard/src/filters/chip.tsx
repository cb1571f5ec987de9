import type { ComponentChildren } from 'preact';

interface ChipProps {
  /** Read out before its content: what a click does. */
  action: string;
  onClick: () => void;
  children: ComponentChildren;
}

/** A choice in force; a click takes it back. */
export function Chip({ action, onClick, children }: ChipProps) {
  return (
    <button type="button" class="chip" onClick={onClick}>
      <span class="visually-hidden">{action}:</span> {children}
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <path d="M2 2l8 8M10 2l-8 8" />
      </svg>
    </button>
  );
}
