import type { Query, QueryReply } from '@passerby/wire';
import { describe, expect, it } from 'vitest';
import { type Api, ApiFailure } from '../api/client.ts';
import { parseView } from '../state/view.ts';
import { loadReport } from './report.ts';

const tooLarge = new ApiFailure(422, 'query_too_large', 'Too large.');
const signal = new AbortController().signal;

/** Answers each query by its first metric: as many as it has letters; `refused`: the dimension that fails. */
function createAnswering(refused?: string, events = 7) {
  const asked: Query[][] = [];
  const answer = (query: Query): QueryReply => ({
    results: [
      {
        dimensions:
          query.dimensions?.map((dimension) =>
            dimension.startsWith('time') ? '2026-11-02' : `a ${dimension}`,
          ) ?? [],
        metrics: query.metrics.map((metric) => (metric === 'events' ? events : metric.length)),
      },
    ],
    meta: { time_labels: ['2026-11-02'] },
    query,
  });
  const api = {
    queryAll: async (queries: Query[]) => {
      asked.push(queries);
      return queries.map((query) =>
        (refused === 'figures' ? !query.dimensions : query.dimensions?.includes(refused as 'event:page'))
          ? tooLarge
          : answer(query),
      );
    },
    query: async (query: Query) => {
      asked.push([query]);
      return { ...answer(query), results: [{ dimensions: [], metrics: [0] }] };
    },
  };
  return { api: api as unknown as Api, asked };
}

const load = (api: Api, search = '?site=shop.example&range=30d'): ReturnType<typeof loadReport> =>
  loadReport(api, parseView(search), 'Europe/Berlin', signal);

describe('the report of a view', () => {
  it('is read by one request, and each answer stands in its place', async () => {
    const { api, asked } = createAnswering();
    const report = await load(api);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toHaveLength(11);
    expect([report.figuresBefore?.visitors, report.seriesBefore]).toEqual([8, expect.any(Object)]);
    expect(report.hasEvents).toBe(true);
    expect([report.figures.visitors, report.figures.events]).toEqual([8, 7]);
    expect(Object.entries(report.lists)).toEqual(
      [
        'event:page',
        'visit:source',
        'visit:country',
        'event:name',
        'visit:browser',
        'visit:os',
        'visit:device',
      ].map((dimension) => [
        dimension,
        [{ value: `a ${dimension}`, count: dimension === 'event:name' ? 7 : 8 }],
      ]),
    );
  });

  it('is compared with nothing where nobody wants it', async () => {
    const { figuresBefore, seriesBefore } = await load(
      createAnswering().api,
      '?site=shop.example&range=30d&compare=off',
    );
    expect([figuresBefore, seriesBefore]).toEqual([null, null]);
  });

  it('has one list less where one query is refused', async () => {
    const { lists } = await load(createAnswering('visit:source').api);
    expect(lists['visit:source']).toBe(tooLarge);
    expect(lists['visit:country']).toHaveLength(1);
  });

  it('is none without its figures', async () => {
    await expect(load(createAnswering('figures').api)).rejects.toBe(tooLarge);
  });

  it('asks whether there was ever an event only where there is none', async () => {
    const { api, asked } = createAnswering(undefined, 0);
    expect((await load(api)).hasEvents).toBe(false);
    expect(asked[1]).toEqual([{ site_id: 'shop.example', metrics: ['events'], date_range: 'all' }]);
  });
});
