import { expect, it } from 'vitest';
import { placeAnnotations } from './place-annotations.ts';
import type { Series } from './series.ts';

const values = { visitors: [], visits: [], pageviews: [] };
const at = (time: number): { id: number; time: number; text: string } => ({ id: 1, time, text: 'v2' });

it('puts an annotation at its day where the site is', () => {
  const days: Series = { unit: 'day', labels: ['2026-11-01', '2026-11-02'], values, present: null };
  const midnight = Date.UTC(2026, 10, 1, 18, 30); // of Kolkata
  expect(placeAnnotations([at(midnight - 1), at(midnight)], days, 'Asia/Kolkata')).toEqual([
    { ...at(midnight - 1), index: 0, label: '2026-11-01' },
    { ...at(midnight), index: 1, label: '2026-11-02' },
  ]);
});

it('puts it at its hour, and leaves out what the chart does not show', () => {
  const labels = ['2026-11-01 13:00:00', '2026-11-01 14:00:00'];
  const hours: Series = { unit: 'hour', labels, values, present: null };
  const noted = [Date.UTC(2026, 10, 1, 14, 59), Date.UTC(2026, 10, 1, 15)].map(at);
  expect(placeAnnotations(noted, hours, 'UTC').map(({ index }) => index)).toEqual([1]);
});
