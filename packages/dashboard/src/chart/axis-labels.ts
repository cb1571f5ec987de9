import { toDayText, toHourText, toMonthText, toWeekdayText } from '../format/time-label.ts';
import type { Series } from './series.ts';

const hourSteps = [1, 2, 3, 6, 12];
const daySteps = [1, 2, 3, 4, 7, 14, 28];

const isMonth = (label: string): boolean => label.slice(8, 10) === '01';

/** Which points get a label when at most `capacity` labels have room. */
export function toTicks({ labels, unit }: Pick<Series, 'labels' | 'unit'>, capacity: number): number[] {
  if (unit === 'day' && labels.length > 120) {
    const months = labels.flatMap((label, index) => (isMonth(label) ? [index] : []));
    return thin(months, [1, 2, 3, 6], capacity);
  }
  const all = labels.map((_, index) => index);
  return thin(all, unit === 'hour' ? hourSteps : daySteps, capacity);
}

function thin(ticks: number[], steps: number[], capacity: number): number[] {
  const step =
    steps.find((each) => Math.ceil(ticks.length / each) <= capacity) ?? Math.ceil(ticks.length / capacity);
  return ticks.filter((_, index) => index % step === 0);
}

export function toTickText({ labels, unit }: Pick<Series, 'labels' | 'unit'>, index: number): string {
  const label = labels[index];
  if (label === undefined) return '';
  if (unit === 'hour') return toHourText(label);
  if (labels.length > 120) return toMonthText(label);
  return labels.length <= 14 ? toWeekdayText(label) : toDayText(label);
}
