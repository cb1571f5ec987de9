import { describe, expect, it } from 'vitest';
import { freshChoice } from './report-choice.ts';
import { parseView, toggleLine, toSearch, type View } from './view.ts';

describe('the address', () => {
  const view: View = {
    site: 'shop.example',
    page: 'devices',
    by: 'visit:os',
    sort: { column: 'bounce_rate', direction: 'asc' },
    find: 'Linux & co',
    compare: 'year',
    range: ['2026-11-01', '2026-11-07'],
    lines: ['visits'],
    filters: [
      ['is', 'visit:country', ['DE', 'FR']],
      ['is_not', 'visit:browser', ['Firefox']],
      ['contains', 'event:page', ['/blog']],
      ['is', 'visit:source', ['']],
      ['is', 'event:props:plan.not', ['duo', '']],
    ],
    steps: [
      { kind: 'page', name: '/shoes/*' },
      { kind: 'event', name: 'add: to cart' },
    ],
    window: 'hour',
    period: 'month',
    around: { way: 'to', page: '/pay' },
  };

  it('holds the whole view', () => {
    expect(parseView(toSearch(view))).toEqual(view);
  });

  it('is readable', () => {
    const table = { by: null, sort: null, find: '', ...freshChoice } as const;
    expect(
      toSearch({ ...view, ...table, page: 'overview', compare: 'period', filters: view.filters.slice(0, 3) }),
    ).toBe(
      '?site=shop.example&range=2026-11-01..2026-11-07&show=visits&country=DE&country=FR&browser.not=Firefox&page.contains=/blog',
    );
  });

  it('carries hostile values unchanged', () => {
    for (const value of [
      '<img src=x onerror=alert(1)>',
      'a&site=evil',
      '‮اختبار',
      '👩‍👩‍👧',
      '%2F%zz+ #?=',
      'x'.repeat(1024),
    ]) {
      const hostile: View = { ...view, filters: [['is', 'event:page', [value]]] };
      expect(parseView(toSearch(hostile))).toEqual(hostile);
    }
  });

  it('falls back to the defaults where it cannot be read', () => {
    const fallback = {
      site: null,
      page: 'overview',
      by: null,
      sort: null,
      find: '',
      compare: 'period',
      range: '7d',
      lines: ['visitors', 'pageviews'],
      filters: [],
      ...freshChoice,
    };
    expect(parseView('')).toEqual(fallback);
    expect(
      parseView(
        '?site=&view=cellar&by=shoe&sort=a.b&range=forever&show=money&planet=Mars&__proto__=x&step=a&step=page:&step=cat:x&window=year&period=era&from=',
      ),
    ).toEqual(fallback);
  });

  it('merges repeated values of one filter', () => {
    expect(parseView('?country=DE&os=Linux&country=FR&country=DE').filters).toEqual([
      ['is', 'visit:country', ['DE', 'FR']],
      ['is', 'visit:os', ['Linux']],
    ]);
  });
});

describe('the lines of the chart', () => {
  it('come and go in a fixed order', () => {
    expect(toggleLine(['pageviews'], 'visitors')).toEqual(['visitors', 'pageviews']);
    expect(toggleLine(['visitors', 'pageviews'], 'visitors')).toEqual(['pageviews']);
  });

  it('never leave the chart empty', () => {
    expect(toggleLine(['visits'], 'visits')).toEqual(['visits']);
  });
});
