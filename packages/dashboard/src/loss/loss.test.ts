import { expect, it } from 'vitest';
import { lossMetrics, lossQuery, toLoss } from './loss.ts';

it('asks for the whole ledger of the range, by the site alone', () => {
  const query = lossQuery('shop.example', '7d');
  expect(query).toEqual({ site_id: 'shop.example', metrics: [...lossMetrics], date_range: '7d' });
});

it('reads each number by its name', () => {
  const metrics = [10, 5, 1, 2, 2, 3, 31.25];
  expect(toLoss({ results: [{ metrics, dimensions: [] }], meta: {}, query: lossQuery('s', 'day') })).toEqual({
    received: 10,
    stored: 5,
    queued: 1,
    duplicates: 2,
    rejected: 2,
    never_arrived: 3,
    loss_rate: 31.25,
  });
});

it('knows nothing from an answer without a row', () => {
  const { received, loss_rate } = toLoss({ results: [], meta: {}, query: lossQuery('s', 'day') });
  expect([received, loss_rate]).toEqual([null, null]);
});
