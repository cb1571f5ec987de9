import { DateTime } from 'luxon';
import type { Query } from '@passerby/wire';
import { describe, expect, it } from 'vitest';
import { toCoverage, toRollupDimension } from './rollup-sql.ts';
import type { Span } from './span.ts';

const at = (text: string): number => Date.parse(`2026-11-01T${text}Z`);
const rangeOf = (from: string, to: string): { from: DateTime; to: DateTime } => ({
  from: DateTime.fromMillis(at(from)),
  to: DateTime.fromMillis(at(to)),
});
const span = (from: string, to: string): { from: number; to: number } => ({ from: at(from), to: at(to) });

describe('what the rollup covers', () => {
  it('is whole quarters of the range', () => {
    expect(toCoverage(rangeOf('00:10:00', '10:20:00'), 0, [])).toEqual({
      span: span('00:15:00', '10:15:00'),
      holes: [],
      isWhole: false,
    });
  });

  it('is the whole range where that is of whole quarters, without a hole', () => {
    const range = rangeOf('00:15:00', '10:00:00');
    const isWhole = (since: number, merged: Span[]): boolean | undefined =>
      toCoverage(range, since, merged)?.isWhole;
    expect(isWhole(at('00:14:00'), [span('11:00:00', '11:10:00')])).toBe(true);
    expect(isWhole(at('00:16:00'), [])).toBe(false);
    expect(isWhole(0, [span('03:00:00', '03:20:00')])).toBe(false);
  });

  it('begins after the rollup does', () => {
    expect(toCoverage(rangeOf('00:00:00', '10:00:00'), at('02:01:00'), [])?.span).toEqual(
      span('02:15:00', '10:00:00'),
    );
  });

  it('has holes where two sessions became one, those that touch as one', () => {
    const merged = [span('03:00:00', '03:20:00'), span('01:00:01', '01:14:59'), span('03:29:00', '03:31:00')];
    expect(toCoverage(rangeOf('00:00:00', '10:00:00'), 0, merged)?.holes).toEqual([
      span('01:00:00', '01:15:00'),
      span('03:00:00', '03:45:00'),
    ]);
    // Beside the range.
    expect(toCoverage(rangeOf('04:00:00', '10:00:00'), 0, merged)?.holes).toEqual([]);
  });

  it.each([
    ['less than half of the range', rangeOf('00:00:00', '10:00:00'), at('06:00:00'), []],
    ['holes for the most part', rangeOf('00:00:00', '02:00:00'), 0, [span('00:10:00', '01:10:00')]],
    ['no quarter', rangeOf('00:01:00', '00:14:00'), 0, []],
  ])('is not worth it: %s', (_title, range, since, merged) => {
    expect(toCoverage(range, since, merged)).toBeUndefined();
  });
});

describe('the dimension that answers', () => {
  const dimensionOf = (query: Partial<Query>, isSampled = false): string | undefined =>
    toRollupDimension({
      query: {
        site_id: 's',
        metrics: ['visitors', 'visits', 'pageviews', 'events'],
        date_range: '7d',
        ...query,
      },
      site: { id: 1, timezone: 'UTC', isSampled, limits: {} },
    });

  it.each<[string, Partial<Query>, string]>([
    ['none, of all', {}, ''],
    ['none, over time', { dimensions: ['time:day'] }, ''],
    ['that of the rows', { dimensions: ['event:page', 'time:hour'] }, 'event:page'],
    ['that of the filters', { filters: [['not', ['is', 'visit:country', ['DE']]]] }, 'visit:country'],
    [
      'the same of both',
      { dimensions: ['visit:os'], filters: [['or', [['is', 'visit:os', ['iOS']]]]] },
      'visit:os',
    ],
  ])('is %s', (_title, query, expected) => {
    expect(dimensionOf(query)).toBe(expected);
  });

  it.each<[string, Partial<Query>]>([
    ['two dimensions', { dimensions: ['event:page', 'visit:os'] }],
    [
      'a row of one and a filter on another',
      { dimensions: ['event:page'], filters: [['is', 'visit:os', ['iOS']]] },
    ],
    ['what only visits know', { dimensions: ['visit:source'] }],
    ['what a visit did', { filters: [['has_done', ['is', 'event:page', ['/']]]] }],
    ['a metric of whole visits', { metrics: ['visits', 'bounce_rate'] }],
    ['bots, which it leaves out', { metrics: ['bots'] }],
    ['minutes', { dimensions: ['time:minute'] }],
    ['the events, asked for', { include: { raw: true } }],
  ])('is none for %s', (_title, query) => {
    expect(dimensionOf(query)).toBeUndefined();
  });

  it('is none for a site that samples', () => {
    expect(dimensionOf({}, true)).toBeUndefined();
  });
});
