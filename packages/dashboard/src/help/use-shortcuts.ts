import { useEffect, useRef } from 'preact/hooks';

/** What a key does, by `KeyboardEvent.key`. */
export type Shortcuts = Record<string, () => void>;

/** Elements in which a key means a letter. */
const writing = 'input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]';

/** Single keys that work anywhere but where somebody writes (WCAG 2.1.4: the page says which, by `?`). */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (event.target instanceof Element && event.target.closest(`${writing}, dialog`)) return;
      const act = Object.hasOwn(latest.current, event.key) ? latest.current[event.key] : undefined;
      if (!act) return;
      event.preventDefault();
      act();
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
