import { type RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Scrolls a row, which is wider than a phone, to what is chosen in it, whenever `what` changes. */
export function useChosenInSight<Row extends HTMLElement>(
  selector: string,
  what: unknown,
): RefObject<Row | null> {
  const row = useRef<Row>(null);
  useEffect(() => {
    const chosen = row.current?.querySelector<HTMLElement>(selector);
    if (!row.current || !chosen) return;
    row.current.scrollLeft = chosen.offsetLeft - (row.current.clientWidth - chosen.offsetWidth) / 2;
  }, [what]);
  return row;
}
