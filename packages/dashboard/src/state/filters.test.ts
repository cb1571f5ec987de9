import type { Filter } from './filters.ts';
import { describe, expect, it } from 'vitest';
import { flipFilter, hasFilter, toggleFilter } from './filters.ts';

describe('filters', () => {
  const germany: Filter = ['is', 'visit:country', ['DE']];

  it('are added by a first choice and removed by the same choice again', () => {
    const once = toggleFilter([], 'visit:country', 'DE');
    expect(once).toEqual([germany]);
    expect(hasFilter(once, 'visit:country', 'DE')).toBe(true);
    expect(toggleFilter(once, 'visit:country', 'DE')).toEqual([]);
  });

  it('of one dimension widen each other, of different dimensions narrow each other', () => {
    expect(toggleFilter([germany], 'visit:country', 'FR')).toEqual([['is', 'visit:country', ['DE', 'FR']]]);
    expect(toggleFilter([germany], 'visit:browser', 'Firefox')).toEqual([
      germany,
      ['is', 'visit:browser', ['Firefox']],
    ]);
  });

  it('keep the other values when one of several is removed', () => {
    const two: Filter[] = [['is', 'visit:country', ['DE', 'FR']]];
    expect(toggleFilter(two, 'visit:country', 'DE')).toEqual([['is', 'visit:country', ['FR']]]);
  });

  it('that exclude or search are not mistaken for a choice', () => {
    const others: Filter[] = [
      ['is_not', 'visit:country', ['DE']],
      ['contains', 'event:page', ['/blog']],
    ];
    expect(hasFilter(others, 'visit:country', 'DE')).toBe(false);
    expect(toggleFilter(others, 'event:page', '/blog')).toEqual([...others, ['is', 'event:page', ['/blog']]]);
  });

  it('take an empty value, such as direct visits without a source', () => {
    expect(toggleFilter([], 'visit:source', '')).toEqual([['is', 'visit:source', ['']]]);
  });

  it('are turned round and back, joined by those of the same kind', () => {
    const firefox: Filter = ['is', 'visit:browser', ['Firefox']];
    const turned = flipFilter([germany, firefox], 0);
    expect(turned).toEqual([['is_not', 'visit:country', ['DE']], firefox]);
    expect(flipFilter(turned, 0)).toEqual([germany, firefox]);
    expect(flipFilter([germany, ['is_not', 'visit:country', ['FR', 'DE']], firefox], 0)).toEqual([
      ['is_not', 'visit:country', ['DE', 'FR']],
      firefox,
    ]);
  });
});
