import { describe, expect, it } from 'vitest';
import { toChange } from './change.ts';

const textOf = (now: number | null, before: number | null, isRate = false): string | undefined =>
  toChange(now, before, isRate, 'period')?.text;

describe('a change', () => {
  it('is in percent of the time before, and in points for rates', () => {
    expect(textOf(112, 100)).toBe('▲ 12%');
    expect(textOf(50, 100)).toBe('▼ 50%');
    expect(textOf(45, 40, true)).toBe('▲ 5 pts');
    expect(textOf(0, 40, true)).toBe('▼ 40 pts');
  });

  it('says so when nothing changed, and nothing where nothing can be compared', () => {
    expect(textOf(1000, 1001)).toBe('= 0');
    expect(textOf(5, 0)).toBeUndefined();
    expect(textOf(null, 40, true)).toBeUndefined();
    expect(textOf(5, null)).toBeUndefined();
  });

  it('says in words which time it is against', () => {
    expect(toChange(112, 100, false, 'period')?.spoken).toBe('12% more than in the time before');
    expect(toChange(50, 100, false, 'year')?.spoken).toBe('50% less than a year before');
    expect(toChange(7, 7, false, 'year')?.spoken).toBe('as a year before');
  });

  it('is not counted beyond ten times', () => {
    expect(textOf(100_000, 1)).toBe('▲ >999%');
  });
});
