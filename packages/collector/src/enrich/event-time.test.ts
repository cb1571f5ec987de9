import { expect, it } from 'vitest';
import { correctTime } from './event-time.ts';

const received = 1_795_300_000_000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

it.each([
  ['leaves a clock that is right alone', 0, -5_000, -5_000],
  ['leaves a small drift alone, because the network makes one too (relay#534)', -30_000, -35_000, -35_000],
  ['leaves a drift of just a minute alone', -minuteMs, -minuteMs - 5_000, -minuteMs - 5_000],
  ['corrects a clock over a minute slow', -minuteMs - 1, -minuteMs - 5_001, -5_000],
  ['corrects a clock over a minute fast', minuteMs + 1, minuteMs - 4_999, -5_000],
  ['corrects a clock ten years slow', -87_600 * hourMs, -87_601 * hourMs, -hourMs],
  ['keeps the age of an event that waited offline', 0, -48 * hourMs, -48 * hourMs],
  ['moves the future to now', 0, hourMs, 0],
  ['moves the future to now where the clock was corrected, too', 2 * hourMs, 3 * hourMs, 0],
])('%s', (_title, sentAt, time, expected) => {
  expect(correctTime(received + time, received + sentAt, received)).toBe(received + expected);
});

it('answers whole milliseconds', () => {
  expect(correctTime(received - 0.5, received, received)).toBe(received - 1);
});
