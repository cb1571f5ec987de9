import { expect, it } from 'vitest';
import { toReadoutText } from './readout-text.ts';
import type { Series } from './series.ts';

const series: Series = {
  unit: 'day',
  labels: ['2026-11-01', '2026-11-02'],
  values: { visitors: [1, 1200], visits: [1, 1300], pageviews: [9, null] },
  present: null,
};

it('says a point of the chart in words', () => {
  expect(toReadoutText(series, ['visitors', 'pageviews'], 0)).toMatch(/November: 1 visitor, 9 page views$/);
  expect(toReadoutText(series, ['visitors'], 1)).toMatch(/: 1,200 visitors$/);
});

it('says nothing beyond the chart', () => {
  expect(toReadoutText(series, ['visitors'], 2)).toBe('');
});
