import type { View } from '../state/view.ts';
import { toRangeText } from '../state/date-range.ts';

/** What a file about the view is called, without its ending. */
export const toFileName = ({ site, range }: View, about: string): string =>
  [site ?? '', about, toRangeText(range)].join('-');

/** Lets the browser save a text as a file. */
export function saveFile(name: string, text: string): void {
  // With a byte order mark, without which Excel takes UTF-8 for something else.
  const url = URL.createObjectURL(new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
