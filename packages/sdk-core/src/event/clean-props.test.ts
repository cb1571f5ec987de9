import { describe, expect, test } from 'vitest';
import { cleanProps, type PropsInput } from './clean-props.ts';

const clean = (props: object): object => cleanProps(props as PropsInput);

test('keeps strings, finite numbers and booleans', () => {
  const props = { plan: 'pro', seats: 3, trial: false, empty: '', zero: 0 };
  expect(clean(props)).toEqual(props);
});

test('takes null and undefined for never written', () => {
  expect(clean({ plan: undefined, seats: null })).toEqual({});
});

test('leaves out what is no number, text or truth value, so that it can be stored and sent', () => {
  const props = { a: NaN, b: Infinity, c: {}, d: [1], e: () => 1, f: Symbol('f'), ok: 1 };
  expect(clean(props)).toEqual({ ok: 1 });
});

test('takes what an object says of itself for JSON, as a date does', () => {
  expect(clean({ due: new Date(0) })).toEqual({ due: '1970-01-01T00:00:00.000Z' });
});

test('cuts a long string by bytes', () => {
  expect(clean({ text: '€'.repeat(400) })).toEqual({ text: '€'.repeat(341) });
});

describe('throws, so that the event is dropped with a reason,', () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  test.each<[string, object]>([
    ['what refers to itself', circular],
    ['a bigint', { big: 1n }],
  ])('for %s', (_, props) => {
    expect(() => clean(props)).toThrow(TypeError);
  });
});

test('never sends __proto__, for which JSON parsers refuse the whole batch', () => {
  expect(JSON.stringify(clean(JSON.parse('{"__proto__":{"x":1},"constructor":"y"}')))).toBe(
    '{"constructor":"y"}',
  );
});
