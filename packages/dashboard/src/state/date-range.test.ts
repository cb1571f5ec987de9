import { describe, expect, it } from 'vitest';
import { includesToday, isOneDay, parseRange, toLocalTime, toRangeText } from './date-range.ts';

describe('a date range', () => {
  it('survives the way into the address and back', () => {
    expect(parseRange(toRangeText('28d'))).toBe('28d');
    expect(parseRange(toRangeText(['2026-11-01', '2026-11-07']))).toEqual(['2026-11-01', '2026-11-07']);
  });

  it.each([
    '',
    '9d',
    '2026-11-07..2026-11-01',
    '2026-02-31..2026-03-01',
    '2026-11-01',
    'a..b',
    '2026-11-01..2026-11-02..2026-11-03',
  ])('is refused when it reads %j', (text) => {
    expect(parseRange(text)).toBeUndefined();
  });

  it('includes today when it has a name, else by its dates', () => {
    expect(includesToday('91d', '2026-11-22')).toBe(true);
    expect(includesToday(['2026-11-01', '2026-11-22'], '2026-11-22')).toBe(true);
    expect(includesToday(['2026-11-01', '2026-11-21'], '2026-11-22')).toBe(false);
  });

  it('is one day for today, for equal dates and on the first of the month', () => {
    expect(isOneDay('day', '2026-11-22')).toBe(true);
    expect(isOneDay(['2026-11-01', '2026-11-01'], '2026-11-22')).toBe(true);
    expect(isOneDay('month', '2026-11-01')).toBe(true);
    expect(isOneDay('month', '2026-11-02')).toBe(false);
    expect(isOneDay('7d', '2026-11-22')).toBe(false);
  });
});

it("reads the clock on the site's wall, half-hour zones included", () => {
  const now = new Date('2026-11-21T20:05:09Z');
  expect(toLocalTime('Europe/Berlin', now)).toBe('2026-11-21 21:05:09');
  expect(toLocalTime('Asia/Kolkata', now)).toBe('2026-11-22 01:35:09');
});
