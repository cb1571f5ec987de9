import { describe, expect, it } from 'vitest';
import { toTicks, toTickText } from './axis-labels.ts';
import type { Series } from './series.ts';

const days = (count: number): Pick<Series, 'labels' | 'unit'> => ({
  unit: 'day',
  labels: Array.from({ length: count }, (_, index) =>
    new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10),
  ),
});
const hours: Pick<Series, 'labels' | 'unit'> = {
  unit: 'hour',
  labels: Array.from({ length: 24 }, (_, hour) => `2026-11-01 ${String(hour).padStart(2, '0')}:00:00`),
};

describe('the labels below the chart', () => {
  it('name every day of a week', () => {
    expect(toTicks(days(7), 10)).toHaveLength(7);
    expect(toTickText(days(7), 0)).toMatch(/^Thu,? 1$/);
  });

  it('keep to whole steps of hours where there is less room', () => {
    expect(toTicks(hours, 8)).toEqual([0, 3, 6, 9, 12, 15, 18, 21]);
    expect(toTickText(hours, 3)).toBe('03:00');
  });

  it('stand at the first of the month over a year', () => {
    const ticks = toTicks(days(365), 12);
    expect(ticks.slice(0, 3)).toEqual([0, 31, 59]);
    expect(toTickText(days(365), 31)).toBe('Feb 2026');
  });

  it('never are more than have room', () => {
    for (const count of [1, 7, 28, 91, 120, 365]) {
      for (const capacity of [3, 5, 12])
        expect(toTicks(days(count), capacity).length).toBeLessThanOrEqual(capacity);
    }
  });

  it('are none for an empty chart', () => {
    expect(toTicks(days(0), 5)).toEqual([]);
  });
});
