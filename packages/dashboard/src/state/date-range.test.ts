import { describe, expect, it } from 'vitest';
import {
  includesToday,
  isByHour,
  parseRange,
  toDates,
  toDatesBefore,
  toLastDay,
  toLocalTime,
  toPointRange,
  toRangeBefore,
  toRangeText,
} from './date-range.ts';

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

  it('of times survives it, too, and is refused where a time is none or the last is not later', () => {
    const hours: [string, string] = ['2026-11-01T13:00', '2026-11-01T14:30'];
    expect(parseRange(toRangeText(hours))).toEqual(hours);
    for (const text of [
      '2026-11-01T13:00..2026-11-01T13:00',
      '2026-11-01T24:00..2026-11-02T01:00',
      '2026-11-01T13:60..2026-11-01T15:00',
      '2026-02-31T13:00..2026-03-04T15:00',
      '2026-11-01T13:00..2026-11-02',
    ])
      expect(parseRange(text), text).toBeUndefined();
  });

  it('is what a point of the chart stands for', () => {
    expect(toPointRange('2026-11-01')).toEqual(['2026-11-01', '2026-11-01']);
    expect(toPointRange('2026-11-30 23:00:00')).toEqual(['2026-11-30T23:00', '2026-12-01T00:00']);
  });

  it('includes today when it has a name, else by its dates', () => {
    expect(includesToday('91d', '2026-11-22')).toBe(true);
    expect(includesToday(['2026-11-01', '2026-11-22'], '2026-11-22')).toBe(true);
    expect(includesToday(['2026-11-01', '2026-11-21'], '2026-11-22')).toBe(false);
  });

  it('is one day for today, for equal dates and on the first of the month', () => {
    expect(isByHour('day', '2026-11-22')).toBe(true);
    expect(isByHour(['2026-11-01', '2026-11-01'], '2026-11-22')).toBe(true);
    expect(isByHour('month', '2026-11-01')).toBe(true);
    expect(isByHour('month', '2026-11-02')).toBe(false);
    expect(isByHour('7d', '2026-11-22')).toBe(false);
    expect(isByHour(['2026-11-01T13:00', '2026-11-03T13:00'], '2026-11-22')).toBe(true);
    expect(isByHour(['2026-11-01T13:00', '2026-11-03T14:00'], '2026-11-22')).toBe(false);
  });
});

it("reads the clock on the site's wall, half-hour zones included", () => {
  const now = new Date('2026-11-21T20:05:09Z');
  expect(toLocalTime('Europe/Berlin', now)).toBe('2026-11-21 21:05:09');
  expect(toLocalTime('Asia/Kolkata', now)).toBe('2026-11-22 01:35:09');
});

describe('the dates of a range', () => {
  it.each([
    ['day', '2026-11-24', '2026-11-24'],
    ['7d', '2026-11-18', '2026-11-24'],
    ['month', '2026-11-01', '2026-11-24'],
    ['12mo', '2025-12-01', '2026-11-24'],
  ] as const)('of %s are those that the query API means', (range, first, last) => {
    expect(toDates(range, '2026-11-24')).toEqual([first, last]);
  });

  it('are as many days just before, over the end of a month and a leap day', () => {
    expect(toDatesBefore('7d', '2026-11-24', 'period')).toEqual(['2026-11-11', '2026-11-17']);
    expect(toDatesBefore(['2028-03-01', '2028-03-02'], '2026-11-24', 'period')).toEqual([
      '2028-02-28',
      '2028-02-29',
    ]);
  });

  it('are compared up to this time of day while the range has not ended, and whole when it has', () => {
    const now = '2026-11-24 13:45:10';
    expect(toRangeBefore('day', now, 'period')).toEqual(['2026-11-23T00:00:00', '2026-11-23T13:45:10']);
    expect(toRangeBefore('7d', now, 'period')).toEqual(['2026-11-11T00:00:00', '2026-11-17T13:45:10']);
    expect(toRangeBefore(['2026-11-23', '2026-11-30'], now, 'period')).toEqual([
      '2026-11-15T00:00:00',
      '2026-11-16T13:45:10',
    ]);
    expect(toRangeBefore(['2026-11-01', '2026-11-02'], now, 'period')).toEqual(['2026-10-30', '2026-10-31']);
  });

  it('of times are as long just before, or the same a year before, up to now', () => {
    const hours: [string, string] = ['2026-11-24T13:00', '2026-11-24T15:00'];
    expect(toRangeBefore(hours, '2026-11-24 15:00:00', 'period')).toEqual([
      '2026-11-24T11:00',
      '2026-11-24T13:00',
    ]);
    expect(toRangeBefore(hours, '2026-11-24 13:45:10', 'year')).toEqual([
      '2025-11-24T13:00',
      '2025-11-24T13:45:10',
    ]);
    expect(toDates(hours, '2026-11-24')).toEqual(['2026-11-24', '2026-11-24']);
    expect(includesToday(hours, '2026-11-24')).toBe(true);
  });

  it('are the same dates a year before, up to this time of day while the range has not ended', () => {
    expect(toDatesBefore('7d', '2026-11-24', 'year')).toEqual(['2025-11-18', '2025-11-24']);
    expect(toDatesBefore(['2028-02-29', '2028-03-01'], '2028-03-09', 'year')).toEqual([
      '2027-02-28',
      '2027-03-01',
    ]);
    const now = '2026-11-24 13:45:10';
    expect(toRangeBefore('month', now, 'year')).toEqual(['2025-11-01T00:00:00', '2025-11-24T13:45:10']);
    expect(toRangeBefore(['2026-11-01', '2026-11-02'], now, 'year')).toEqual(['2025-11-01', '2025-11-02']);
  });
});

it.each([
  ['2026-11-23', 'day', '2026-11-23'],
  ['2026-11-30', 'week', '2026-12-06'],
  ['2028-02-01', 'month', '2028-02-29'],
  ['2026-12-01', 'month', '2026-12-31'],
] as const)('the last day of the period that begins on %s, a %s, is %s', (first, period, last) => {
  expect(toLastDay(first, period)).toBe(last);
});
