import { describe, expect, it } from 'vitest';
import { toMergedSessions, toVisitId } from './merged-sessions.ts';

describe('merged sessions', () => {
  it.each<[what: string, pairs: [string, string][]]>([
    ['in order', [['3', '2'], ['2', '1']]], // prettier-ignore
    ['the other way round', [['2', '1'], ['3', '2']]], // prettier-ignore
    ['told twice', [['3', '2'], ['2', '1'], ['3', '2'], ['3', '1']]], // prettier-ignore
    ['by two that have a third in common', [['3', '1'], ['3', '2']]], // prettier-ignore
  ])('are all one with the least of their ids, %s', (_what, pairs) => {
    expect(toMergedSessions(pairs)).toEqual(
      new Map([
        ['2', '1'],
        ['3', '1'],
      ]),
    );
  });

  it('compare ids of 64 bits by their number', () => {
    const [small, large] = ['9999999999', '7711000000000000001'];
    expect(toMergedSessions([[large, small]])).toEqual(new Map([[large, small]]));
    expect(toMergedSessions([[small, large]])).toEqual(new Map([[large, small]]));
  });

  it('change no query where there are none', () => {
    expect(toVisitId(new Map())).toBe('session_id');
  });
});
