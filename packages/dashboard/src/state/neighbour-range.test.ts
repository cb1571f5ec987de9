import { describe, expect, it } from 'vitest';
import type { Range } from './date-range.ts';
import { toNeighbour } from './neighbour-range.ts';

describe('the range just before, and just after', () => {
  const today = '2026-11-24';
  it.each<[Range, Range, Range | null]>([
    ['day', ['2026-11-23', '2026-11-23'], null],
    ['7d', ['2026-11-11', '2026-11-17'], null],
    ['month', ['2026-10-01', '2026-10-31'], null],
    ['12mo', ['2024-12-01', '2025-11-30'], null],
    [['2026-11-23', '2026-11-23'], ['2026-11-22', '2026-11-22'], 'day'],
    [['2026-11-11', '2026-11-17'], ['2026-11-04', '2026-11-10'], '7d'],
    [['2026-10-01', '2026-10-31'], ['2026-09-01', '2026-09-30'], 'month'],
    [['2024-12-01', '2025-11-30'], ['2023-12-01', '2024-11-30'], '12mo'],
    [
      ['2024-02-01', '2024-03-31'],
      ['2023-12-01', '2024-01-31'],
      ['2024-04-01', '2024-05-31'],
    ],
    [
      ['2026-11-16', '2026-11-20'],
      ['2026-11-11', '2026-11-15'],
      ['2026-11-21', '2026-11-25'],
    ],
  ])('of %j are %j and %j', (range, before, after) => {
    expect([toNeighbour(range, -1, today), toNeighbour(range, 1, today)]).toEqual([before, after]);
  });

  it('is a month again where a week would have the same days', () => {
    expect(toNeighbour(['2026-10-01', '2026-10-31'], 1, '2026-11-07')).toBe('month');
    expect(toNeighbour(['2026-10-25', '2026-10-31'], 1, '2026-11-07')).toBe('7d');
  });
});
