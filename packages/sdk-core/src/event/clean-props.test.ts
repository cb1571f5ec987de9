import { describe, expect, test } from 'vitest';
import { cleanProps, type PropsInput } from './clean-props.ts';

function clean(props: object): { props: Record<string, unknown>; changed: string[] } {
  const changed: string[] = [];
  return { props: cleanProps(props as PropsInput, changed), changed };
}

test('keeps strings, finite numbers and booleans', () => {
  const props = { plan: 'pro', seats: 3, trial: false, empty: '', zero: 0 };
  expect(clean(props)).toEqual({ props, changed: [] });
});

test('takes null and undefined for never written', () => {
  expect(clean({ plan: undefined, seats: null })).toEqual({ props: {}, changed: [] });
});

test('leaves out what the wire cannot carry, and says which', () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  const props = { a: NaN, b: Infinity, c: {}, d: [1], e: () => 1, f: Symbol('f'), g: 1n, h: circular, ok: 1 };
  expect(clean(props)).toEqual({ props: { ok: 1 }, changed: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] });
});

test('never calls a toJSON', () => {
  const hostile = {
    toJSON() {
      throw new Error('hostile');
    },
  };
  expect(clean({ hostile, ok: 1 })).toEqual({ props: { ok: 1 }, changed: ['hostile'] });
});

test('cuts a long string by bytes and says so', () => {
  expect(clean({ text: '€'.repeat(400) })).toEqual({ props: { text: '€'.repeat(341) }, changed: ['text'] });
});

describe('keys', () => {
  test('are left out when empty or over 64 bytes', () => {
    const [fits, long] = ['k'.repeat(64), '€'.repeat(22)];
    expect(clean({ '': 1, [fits]: 1, [long]: 1 })).toEqual({ props: { [fits]: 1 }, changed: ['', long] });
  });

  test('stop at the 50th', () => {
    const many = Object.fromEntries(Array.from({ length: 52 }, (_, index) => [`k${index}`, index]));
    const { props, changed } = clean(many);
    expect(Object.keys(props)).toHaveLength(50);
    expect(changed).toEqual(['k50', 'k51']);
  });

  test('never include __proto__, for which JSON parsers refuse the whole batch', () => {
    const { props, changed } = clean(JSON.parse('{"__proto__":"x","constructor":"y"}'));
    expect(JSON.stringify(props)).toBe('{"constructor":"y"}');
    expect(changed).toEqual(['__proto__']);
  });
});
