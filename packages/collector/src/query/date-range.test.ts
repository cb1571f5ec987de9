import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { DateRange } from '@passerby/wire';
import { toRange } from './date-range.ts';
import { toTimeLabels } from './time-step.ts';

const site = (timezone: string): { timezone: string; createdAt: number } => ({
  timezone,
  createdAt: Date.parse('2026-10-10T12:00:00Z'),
});
const range = (asked: DateRange, timezone: string, now: string): [from: string, to: string] => {
  const { from, to } = toRange(asked, site(timezone), Date.parse(now));
  return [from.toISO() ?? '', to.toISO() ?? ''];
};
const hours = ([from, to]: [string, string]): number => (Date.parse(to) - Date.parse(from)) / 3_600_000;

describe('a named range', () => {
  it.each<[DateRange, string, string]>([
    ['day', '2026-11-22', '2026-11-23'],
    ['7d', '2026-11-16', '2026-11-23'],
    ['28d', '2026-10-26', '2026-11-23'],
    ['30d', '2026-10-24', '2026-11-23'],
    ['91d', '2026-08-24', '2026-11-23'],
    ['month', '2026-11-01', '2026-11-23'],
    ['6mo', '2026-06-01', '2026-11-23'],
    ['12mo', '2025-12-01', '2026-11-23'],
    ['year', '2026-01-01', '2026-11-23'],
    ['all', '2026-10-03', '2026-11-23'],
  ])('%s runs from %s to before %s', (asked, from, to) => {
    expect(range(asked, 'UTC', '2026-11-22T13:00:00Z')).toEqual([
      `${from}T00:00:00.000Z`,
      `${to}T00:00:00.000Z`,
    ]);
  });

  it.each([
    ['UTC', '2026-11-22T13:20:00Z', '2026-11-21T14:00:00.000Z', '2026-11-22T14:00:00.000Z'],
    // Its hours begin at half past ours.
    [
      'Asia/Kolkata',
      '2026-11-22T13:20:00Z',
      '2026-11-21T19:00:00.000+05:30',
      '2026-11-22T19:00:00.000+05:30',
    ],
    // An hour came twice that night.
    [
      'Europe/Berlin',
      '2026-10-25T10:00:00Z',
      '2026-10-24T13:00:00.000+02:00',
      '2026-10-25T12:00:00.000+01:00',
    ],
  ])('24h is the hour under way and the 23 before it: %s', (zone, now, from, to) => {
    expect(range('24h', zone, now)).toEqual([from, to]);
    expect(hours([from, to])).toBe(24);
  });

  it.each([
    [
      'Asia/Kolkata, half an hour off (umami#3810)',
      'Asia/Kolkata',
      '2026-11-22T18:29:59Z',
      '2026-11-22T00:00:00.000+05:30',
    ],
    ['Asia/Kolkata, a second later', 'Asia/Kolkata', '2026-11-22T18:30:00Z', '2026-11-23T00:00:00.000+05:30'],
    [
      'Asia/Kathmandu, a quarter off',
      'Asia/Kathmandu',
      '2026-11-22T18:15:00Z',
      '2026-11-23T00:00:00.000+05:45',
    ],
    ['America/St_Johns', 'America/St_Johns', '2026-11-22T03:29:00Z', '2026-11-21T00:00:00.000-03:30'],
    [
      'Pacific/Kiritimati, a day ahead',
      'Pacific/Kiritimati',
      '2026-11-22T10:00:00Z',
      '2026-11-23T00:00:00.000+14:00',
    ],
  ])('begins the day where the site does: %s', (_title, zone, now, from) => {
    expect(range('day', zone, now)[0]).toBe(from);
  });

  it.each([
    ['the short day of spring (umami#833)', '2026-03-29T12:00:00Z', 23],
    ['a plain day', '2026-03-30T12:00:00Z', 24],
    ['the long day of autumn (umami#833)', '2026-10-25T12:00:00Z', 25],
  ])('has as many hours in Berlin as %s', (_title, now, expected) => {
    expect(hours(range('day', 'Europe/Berlin', now))).toBe(expected);
  });

  it('crosses the change of the clock by days, not by hours', () => {
    expect(range('7d', 'Europe/Berlin', '2026-10-27T12:00:00Z')[0]).toBe('2026-10-21T00:00:00.000+02:00');
  });
});

describe('a custom range', () => {
  it.each<[string, DateRange, string, string]>([
    [
      'two dates, both inclusive',
      ['2026-11-01', '2026-11-02'],
      '2026-11-01T00:00:00.000+01:00',
      '2026-11-03T00:00:00.000+01:00',
    ],
    [
      'one date twice',
      ['2026-10-25', '2026-10-25'],
      '2026-10-25T00:00:00.000+02:00',
      '2026-10-26T00:00:00.000+01:00',
    ],
    [
      'date-times with offsets',
      ['2026-11-01T12:00:00Z', '2026-11-01T15:00:00+01:00'],
      '2026-11-01T13:00:00.000+01:00',
      '2026-11-01T15:00:00.000+01:00',
    ],
  ])('takes %s', (_title, asked, from, to) => {
    expect(range(asked, 'Europe/Berlin', '2026-11-22T13:00:00Z')).toEqual([from, to]);
  });

  it.each<[string, DateRange, RegExp]>([
    ['the second before the first', ['2026-11-02', '2026-11-01'], /the first lies after the last; swap them/],
    ['an empty range', ['2026-11-01T12:00:00Z', '2026-11-01T12:00:00Z'], /the first lies after the last/],
    ['no date', ['yesterday', '2026-11-01'], /^date_range\.0: "yesterday" is no date; give 2026-11-01/],
    ['a day that is none', ['2026-11-01', '2026-11-31'], /^date_range\.1: "2026-11-31" is no date/],
    ['a time alone', ['12:00', '13:00'], /^date_range\.0: "12:00" is no date/],
    ['a year alone', ['2026', '2027'], /^date_range\.0: "2026" is no date/],
    ['nothing', ['', ''], /^date_range\.0: "" is no date/],
  ])('refuses %s', (_title, asked, message) => {
    expect(() => toRange(asked, site('UTC'))).toThrow(
      expect.objectContaining({
        code: 'invalid_query',
        message: expect.stringMatching(message) as string,
      }) as Error,
    );
  });
});

describe('time labels', () => {
  const labels = (from: string, to: string, zone: string, step: 'hour' | 'day'): string[] =>
    toTimeLabels({ from: DateTime.fromISO(from, { zone }), to: DateTime.fromISO(to, { zone }) }, step);

  it('name every day, the last one begun included', () => {
    expect(labels('2026-11-01', '2026-11-03T00:00:01', 'UTC', 'day')).toEqual([
      '2026-11-01',
      '2026-11-02',
      '2026-11-03',
    ]);
    expect(labels('2026-11-01', '2026-11-03', 'UTC', 'day')).toEqual(['2026-11-01', '2026-11-02']);
  });

  it('name the hours of a half-hour zone (umami#3810)', () => {
    expect(labels('2026-11-01T22:30', '2026-11-02T01:00', 'Asia/Kolkata', 'hour')).toEqual([
      '2026-11-01 22:00:00',
      '2026-11-01 23:00:00',
      '2026-11-02 00:00:00',
    ]);
  });

  it('leave out the hour that spring skips (umami#833)', () => {
    const day = labels('2026-03-29', '2026-03-30', 'Europe/Berlin', 'hour');
    expect(day).toHaveLength(23);
    expect(day.slice(1, 3)).toEqual(['2026-03-29 01:00:00', '2026-03-29 03:00:00']);
  });

  it('name the hour that autumn repeats once, as its rows do (umami#833)', () => {
    const day = labels('2026-10-25', '2026-10-26', 'Europe/Berlin', 'hour');
    expect(day).toHaveLength(24);
    expect(new Set(day).size).toBe(24);
  });

  it.each(['Africa/Cairo', 'America/Havana', 'Australia/Lord_Howe', 'Asia/Beirut'])(
    'name each day of a year once in %s, where a midnight may be missing',
    (zone) => {
      const year = labels('2026-01-01', '2027-01-01', zone, 'day');
      expect(year).toHaveLength(365);
      expect(new Set(year).size).toBe(365);
      expect(year.at(-1)).toBe('2026-12-31');
    },
  );

  it('are at most 10,000', () => {
    expect(labels('2026-01-01', '2027-01-01', 'UTC', 'hour')).toHaveLength(8_760);
    expect(() => labels('2024-01-01', '2026-01-01', 'UTC', 'hour')).toThrow(
      /include\.time_labels: over 10,000/,
    );
  });
});
