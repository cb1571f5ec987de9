import type { Query, QueryReply } from '@passerby/wire';
import { expect, it } from 'vitest';
import { type Api, ApiFailure } from '../api/client.ts';
import { lossQuery } from '../loss/loss.ts';
import { loadHealth } from './health.ts';

const query = lossQuery('shop.example', 'day');
const never = new AbortController().signal;

const toReply = (asked: Query, ...rows: [dimensions: string[], metrics: number[]][]): QueryReply => ({
  results: rows.map(([dimensions, metrics]) => ({ dimensions, metrics })),
  meta: {},
  query: asked,
});

it('reads the sum, the steps, the reasons and the bots by one request', async () => {
  const batches: Query[][] = [];
  const api: Pick<Api, 'queryAll'> = {
    async queryAll(queries) {
      batches.push(queries);
      return queries.map((asked) => {
        const numbers = asked.metrics.map((_, index) => index);
        const [dimension] = asked.dimensions ?? [];
        if (dimension === undefined) return toReply(asked, [[], numbers]);
        if (dimension === 'visit:bot') return toReply(asked, [['rate'], [7]]);
        return dimension === 'time:hour'
          ? toReply(asked, [['2026-11-01 08:00:00'], numbers], [['2026-11-01 09:00:00'], numbers])
          : toReply(asked, [['invalid_url'], [3]], [['event_expired'], [1]]);
      });
    },
  };
  const { loss, steps, reasons, bots } = await loadHealth(api, query, 'time:hour', never);
  expect(batches).toHaveLength(1);
  expect(steps).toEqual([
    { label: '2026-11-01 09:00:00', loss },
    { label: '2026-11-01 08:00:00', loss },
  ]);
  expect(loss[query.metrics[1] as 'stored']).toBe(1);
  expect(reasons).toEqual([
    { code: 'invalid_url', count: 3 },
    { code: 'event_expired', count: 1 },
  ]);
  expect(bots).toEqual([{ reason: 'rate', count: 7 }]);
});

it('has the ledger where bots alone have no answer', async () => {
  const refused = new ApiFailure(422, 'query_too_large', 'too much');
  const api: Pick<Api, 'queryAll'> = {
    queryAll: async (queries) =>
      queries.map((asked) =>
        asked.metrics.includes('bots') ? refused : toReply(asked, [[], asked.metrics.map(() => 2)]),
      ),
  };
  const { loss, bots } = await loadHealth(api, query, 'time:hour', never);
  expect([loss.received, bots]).toEqual([2, refused]);
});

it('fails where one of them has no answer', async () => {
  const refused = new ApiFailure(422, 'query_too_large', 'too much');
  const api: Pick<Api, 'queryAll'> = {
    queryAll: async ([first, ...others]) => [toReply(first as Query), ...others.map(() => refused)],
  };
  await expect(loadHealth(api, query, 'time:hour', never)).rejects.toBe(refused);
});
