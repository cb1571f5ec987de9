import { toExactText } from '../format/number.ts';
import { toMomentText } from '../format/time-label.ts';
import type { Line } from '../state/view.ts';
import { texts } from '../texts.ts';
import type { Series } from './series.ts';

/** One point of the chart in words: `Sunday 1 November: 4 visitors, 9 page views. Version 2`. */
export function toReadoutText(series: Series, lines: Line[], index: number, noted: string[] = []): string {
  const label = series.labels[index];
  if (label === undefined) return '';
  const numbers = lines.map((line) => {
    const value = series.values[line][index] ?? null;
    return `${toExactText(value)} ${texts.units[line](value)}`;
  });
  return [`${toMomentText(label)}: ${numbers.join(', ')}`, ...noted].join('. ');
}
