import { describe, expect, it } from 'vitest';
import { toCountText, toExactText, toLossText, toPercentText, toRatioText, toShare } from './number.ts';

describe('numbers', () => {
  it('shows every digit of a count below a hundred thousand', () => {
    expect(toCountText(0)).toBe('0');
    expect(toCountText(12_345)).toBe('12,345');
    expect(toCountText(99_999)).toBe('99,999');
  });

  it('shortens a large count and keeps one decimal', () => {
    expect(toCountText(123_456)).toMatch(/^123\.5k$/i);
    expect(toCountText(1_000_000)).toMatch(/^1\.0m$/i);
  });

  it('never shortens an exact count', () => {
    expect(toExactText(1_234_567)).toBe('1,234,567');
  });

  it('shows a dash where nothing can be computed', () => {
    for (const toText of [toCountText, toExactText, toPercentText, toRatioText])
      expect(toText(null)).toBe('–');
  });

  it('never rounds a share that exists down to nothing', () => {
    expect(toPercentText(0)).toBe('0%');
    expect(toPercentText(0.2)).toBe('<1%');
    expect(toPercentText(42.6)).toBe('43%');
  });

  it('rounds a ratio to one decimal', () => {
    expect(toRatioText(2.449)).toBe('2.4');
    expect(toRatioText(3)).toBe('3');
  });

  it('keeps a share between 0 and 100, even without a whole', () => {
    expect(toShare(1, 4)).toBe(25);
    expect(toShare(5, 4)).toBe(100);
    expect(toShare(1, 0)).toBe(0);
  });
});

it('tells small losses apart', () => {
  expect([0, 0.004, 0.31, 12.345, 100].map(toLossText)).toEqual(['0%', '<0.01%', '0.31%', '12.35%', '100%']);
});
