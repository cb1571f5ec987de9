import type { Query } from '@passerby/wire';
import { describe, expect, it } from 'vitest';
import { validateQuery } from './validate-query.ts';

const query: Query = { site_id: 'shop.example', metrics: ['visitors'], date_range: '7d' };

describe('validateQuery', () => {
  it.each<[string, object]>([
    ['the least', {}],
    ['two dates', { date_range: ['2026-11-01', '2026-11-02'] }],
    [
      'everything',
      {
        metrics: [
          'visitors',
          'visits',
          'pageviews',
          'events',
          'views_per_visit',
          'bounce_rate',
          'visit_duration',
        ],
        dimensions: ['time:day', 'event:page'],
        filters: [
          ['is', 'event:page', ['/']],
          ['is_not', 'visit:source', ['X']],
          ['contains', 'event:name', ['a', 'b']],
        ],
        order_by: [
          ['visits', 'desc'],
          ['event:page', 'asc'],
        ],
        include: { time_labels: true, total_rows: true },
        pagination: { limit: 10_000, offset: 0 },
      },
    ],
  ])('takes %s', (_title, changes) => {
    const body = { ...query, ...changes };
    expect(validateQuery(body)).toBe(body);
  });

  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /^the body: must be an object/],
    ['an array', [query], /^the body: must be an object/],
    ['no fields', {}, /^site_id: is missing/],
    [
      'an unknown metric',
      { ...query, metrics: ['users'] },
      /^metrics\.0: must be "visitors" or "visits" or .*"loss_rate"$/,
    ],
    [
      'a range as a number',
      { ...query, date_range: 7 },
      /^date_range: must be "day" or .* or "all" or an array$/,
    ],
    ['a range of three', { ...query, date_range: ['a', 'b', 'c'] }, /^date_range: must be "day"/],
    ['dimensions as text', { ...query, dimensions: 'time:day' }, /^dimensions: must be an array/],
    ['a filter too short', { ...query, filters: [['is', 'event:page']] }, /^filters\.0: /],
    [
      'a filter value as a number',
      { ...query, filters: [['is', 'event:page', [1]]] },
      /^filters\.0\.2\.0: must be a string/,
    ],
    [
      '101 values',
      { ...query, filters: [['is', 'event:page', Array(101).fill('a')]] },
      /^filters\.0\.2: must not have more than 100/,
    ],
    [
      'an order that is not asked for',
      {
        ...query,
        order_by: [
          ['visitors', 'asc'],
          ['event:page', 'asc'],
        ],
      },
      /^order_by\.1\.0: "event:page" is neither among the metrics nor the dimensions/,
    ],
    ['limit 0', { ...query, pagination: { limit: 0 } }, /^pagination\.limit: must be >= 1/],
    [
      'half an offset',
      { ...query, pagination: { offset: 0.5 } },
      /^pagination\.offset: must be a whole number/,
    ],
    ['an unknown field', { ...query, format: 'csv' }, /^format: is not known here; leave it out/],
    ['an unknown include', { ...query, include: { imports: true } }, /^include\.imports: is not known here/],
  ])('refuses %s by invalid_query', (_title, body, message) => {
    expect(() => validateQuery(body)).toThrow(
      expect.objectContaining({
        code: 'invalid_query',
        message: expect.stringMatching(message) as string,
      }) as Error,
    );
  });
});
