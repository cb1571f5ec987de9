import { expect, it } from 'vitest';
import { toDayText, toHourText, toMomentText, toSpanText, toTimesText } from './time-label.ts';

it("shows the site's wall clock, whatever the time zone of the browser", () => {
  expect(toHourText('2026-11-01 13:00:00')).toBe('13:00');
  expect(toHourText('2026-11-01 00:00:00')).toBe('00:00');
  expect(toDayText('2026-11-01')).toBe('1 Nov');
});

it('names an hour together with its day', () => {
  expect(toMomentText('2026-11-01 13:00:00')).toMatch(/^Sunday,? 1 November, 13:00$/);
  expect(toMomentText('2026-11-01')).toMatch(/^Sunday,? 1 November$/);
});

it('shortens a span to what differs', () => {
  expect(toSpanText('2026-11-01', '2026-11-07')).toMatch(/^1\s?–\s?7 November 2026$/);
  expect(toSpanText('2026-11-01 00:00:00', '2026-11-01 23:00:00')).toBe('1 November 2026');
});

it('says from when to when times are', () => {
  expect(toTimesText('2026-11-24T13:00', '2026-11-24T14:30')).toMatch(
    /^24 November 2026\D+13:00\s?–\s?14:30$/,
  );
  expect(toTimesText('2026-11-24T23:00', '2026-11-25T00:00')).toMatch(
    /^24 November 2026\D+23:00\s?–\s?25 November 2026\D+00:00$/,
  );
});
