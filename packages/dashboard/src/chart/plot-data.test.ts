import { expect, it } from 'vitest';
import { toPlotData } from './plot-data.ts';
import type { Series } from './series.ts';

const series: Series = {
  unit: 'day',
  labels: ['2026-11-01', '2026-11-02', '2026-11-03'],
  values: { visitors: [1, 2, 3], visits: [4, 5, 6], pageviews: [7, 8, 9] },
  present: 2,
};

it('ends the solid line where the dashed one to the present begins', () => {
  expect(toPlotData(series, ['visitors'], null)).toEqual([
    [0, 1, 2],
    [null, null, null],
    [1, 2, null],
    [null, 2, 3],
  ]);
});

it('has no dashed line in a range that is over', () => {
  expect(toPlotData({ ...series, present: null }, ['visits'], null)).toEqual([
    [0, 1, 2],
    [null, null, null],
    [4, 5, 6],
    [null, null, null],
  ]);
});

it('has two rows for each line shown, in their order', () => {
  expect(toPlotData(series, ['visitors', 'pageviews'], null).map((row) => row[1])).toEqual([
    1,
    null,
    2,
    2,
    8,
    8,
  ]);
});

it('puts the time before at the same places, as far as it goes', () => {
  const before = { ...series, values: { ...series.values, visits: [1, 2] } };
  expect(toPlotData(series, ['visits'], before)[1]).toEqual([1, 2, null]);
});
