import type { QueryReply, QueryRow } from '@passerby/wire';
import { describe, expect, it } from 'vitest';
import { isSilent, toSeries } from './series.ts';

const reply = (results: QueryRow[], time_labels: string[]): QueryReply => ({
  results,
  meta: { time_labels },
  query: { site_id: 'shop.example', metrics: ['visitors', 'visits', 'pageviews'], date_range: '7d' },
});

describe('the series of the chart', () => {
  it('has a zero where nobody came', () => {
    const rows = [{ dimensions: ['2026-11-02'], metrics: [2, 3, 5] }];
    const series = toSeries(reply(rows, ['2026-11-01', '2026-11-02', '2026-11-03']), '2026-11-09 12:00:00');
    expect(series.values).toEqual({ visitors: [0, 2, 0], visits: [0, 3, 0], pageviews: [0, 5, 0] });
    expect(series).toMatchObject({ unit: 'day', present: null });
  });

  it('says nothing about hours that are still to come, and marks the one under way', () => {
    const labels = ['2026-11-01 09:00:00', '2026-11-01 10:00:00', '2026-11-01 11:00:00'];
    const rows = [{ dimensions: [labels[1] ?? ''], metrics: [1, 1, 4] }];
    const series = toSeries(reply(rows, labels), '2026-11-01 10:20:00');
    expect(series.values.pageviews).toEqual([0, 4, null]);
    expect(series).toMatchObject({ unit: 'hour', present: 1 });
  });

  it('marks today as under way at the end of a range of days', () => {
    expect(toSeries(reply([], ['2026-11-21', '2026-11-22']), '2026-11-22 00:00:00').present).toBe(1);
  });

  it('takes the rows as they come from a collector that lists no labels', () => {
    const answer = { ...reply([{ dimensions: ['2026-11-02'], metrics: [1, 1, 1] }], []), meta: {} };
    expect(toSeries(answer, '2026-11-09 12:00:00').labels).toEqual(['2026-11-02']);
  });

  it('is silent where nobody came, and not where somebody came on its last day only', () => {
    const labels = ['2026-11-01', '2026-11-02'];
    expect(isSilent(toSeries(reply([], labels), '2026-11-09 12:00:00'))).toBe(true);
    const rows = [{ dimensions: ['2026-11-02'], metrics: [1, 1, 1] }];
    expect(isSilent(toSeries(reply(rows, labels), '2026-11-02 09:00:00'))).toBe(false);
  });

  it('is empty without labels', () => {
    expect(toSeries(reply([], []), '2026-11-09 12:00:00')).toMatchObject({ labels: [], present: null });
  });
});
