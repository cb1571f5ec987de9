import type { Event } from '@passerby/collector/testing';
import { describe, expect, it } from 'vitest';
import { explainNearest, show, showCall, showTimeline } from './explain.ts';
import { findDifferences, findRepeated, isNamed, type ExpectedProps } from './match.ts';
import { findNearest } from './nearest.ts';

const named = (name: string, props = {}, time = 0): Event => ({
  id: `${name}-${time}`,
  type: 'event',
  name,
  time,
  url: 'https://shop.example/a?b=1',
  props,
});
const view: Event = { id: '1', type: 'pageview', time: 0, url: 'https://shop.example/a?b=1' };

describe('an expected event', () => {
  it('may have more properties, and values can be patterns and matchers', () => {
    const event = named('signup', { plan: 'pro', seats: 3 });
    const differ = (props: ExpectedProps): string[] =>
      findDifferences(event, { type: 'event', props }).map(({ key }) => key);
    const pattern = /p/g;
    expect(differ({ plan: 'pro' })).toEqual([]);
    expect(differ({ plan: pattern, seats: expect.any(Number), coupon: undefined })).toEqual([]);
    expect(differ({ plan: pattern })).toEqual([]);
    expect(differ({ plan: 'free', seats: expect.any(String) })).toEqual(['plan', 'seats']);
    expect(differ({ plan: undefined, seats: /3/, other: {} })).toEqual(['plan', 'seats', 'other']);
  });

  it('is found by its address in any of its forms', () => {
    const at = (address: string | RegExp | undefined): boolean =>
      isNamed(view, { type: 'pageview', address });
    expect([undefined, '/a', '/a?b=1', view.url, /shop.*b=1$/].map(at)).toEqual(Array(5).fill(true));
    expect(['/', '/a?b=2', 'https://shop.example/a', /c/].map(at)).toEqual(Array(4).fill(false));
  });
});

describe('the nearest events', () => {
  it('are those of the name with the fewest differences, then those whose name is a slip', () => {
    const events = [
      named('sing-up'),
      named('signup', { plan: 'free' }),
      named('Sign_Up'),
      named('purchase'),
      view,
    ];
    const nearest = findNearest(events, { type: 'event', name: 'signup', props: { plan: 'pro', seats: 3 } });
    expect(nearest.map(({ id }) => id)).toEqual(['signup-0', 'Sign_Up-0', 'sing-up-0']);
  });

  it('are shown with what differs', () => {
    const expected = { type: 'event', name: 'signup', props: { 'a b': "it's" } } as const;
    expect(explainNearest([named('sign_up')], expected)).toEqual([
      '  #1 sign_up on /a?b=1',
      "    - 'signup'",
      "    + 'sign_up'",
      "    - 'a b': 'it\\'s'",
      "    + 'a b': undefined",
    ]);
  });
});

describe('repeated events', () => {
  const ids = (...events: Event[]): string[] => findRepeated(events, 1_000).map(([, { id }]) => id);

  it('are alike in all that counts, in whatever order their properties come', () => {
    expect(ids(named('a', { b: 1, c: 2 }, 1), named('a', { c: 2, b: 1 }, 900))).toEqual(['a-900']);
    expect(ids(named('a', { b: 1 }), named('a', { b: 2 }, 1), named('b', { b: 1 }, 2))).toEqual([]);
  });

  it('are those within the time, by the clock of the page', () => {
    expect(ids(named('a'), named('a', {}, 999), named('a', {}, 2_000))).toEqual(['a-999']);
  });
});

it('shows calls and values as a test writes them', () => {
  expect(showCall('tracked', 'toHaveEvent', ['a', undefined, { times: 1 }, undefined])).toBe(
    "expect(tracked).toHaveEvent('a', undefined, { times: 1 })",
  );
  expect(show({ plan: /x/, 'a b': expect.any(Number), none: {} })).toBe(
    "{ plan: /x/, 'a b': Any<Number>, none: {} }",
  );
});

it('shows what is long or deep in part, as a rejected event may hold anything', () => {
  const text = 'x'.repeat(300);
  expect(show(text)).toBe(`'${text.slice(0, 200)}…'`);
  expect(show({ a: { b: { c: { d: 1 } } } })).toBe('{ a: { b: { c: {…} } } }');
});

it('shows the last fifty of many events', () => {
  const arrivals = Array.from({ length: 60 }, (_, index) => ({
    event: named('a', {}, index),
    batch: { site: 's', sdk: 's', sentAt: 0 },
    receivedAt: 0,
    fate: 'accepted' as const,
  }));
  const lines = showTimeline(arrivals);
  expect([lines.length, lines[0], lines[1]]).toEqual([51, '  … 10 before', '  #11 +10 ms a on /a?b=1']);
});
