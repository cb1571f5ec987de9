import { useState } from 'preact/hooks';

interface Roving {
  /** For what is around the buttons. */
  onKeyDown: (event: KeyboardEvent & { currentTarget: Element }) => void;
  /** For each of them, by its place. */
  of: (index: number) => { tabindex: number; onFocus: () => void };
}

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

/**
 * Makes so many buttons one stop of the Tab key, within which arrow keys lead on: a roving tabindex
 * (https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/#kbd_roving_tabindex).
 */
export function useRoving(count: number): Roving {
  const [current, setCurrent] = useState(0);
  const stop = Math.min(current, count - 1);
  return {
    onKeyDown(event) {
      const step = steps[event.key];
      if (step === undefined) return;
      const next = Math.max(0, Math.min(count - 1, stop + step));
      event.preventDefault();
      event.currentTarget.querySelectorAll<HTMLElement | SVGElement>('[tabindex]')[next]?.focus();
    },
    of: (index) => ({ tabindex: index === stop ? 0 : -1, onFocus: () => setCurrent(index) }),
  };
}
