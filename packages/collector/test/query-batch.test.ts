import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Query, QueryReply } from '@passerby/wire';
import { ask, askAll, makeReadToken, readError, useCollector } from './use-collector.ts';
import { whenTrue } from './when-true.ts';

const adminToken = 'a-secret-of-the-operator';
const collector = useCollector({ adminToken, maxQueriesPerToken: 1 });
const admin = { authorization: `Bearer ${adminToken}` };
const site = `s-${randomUUID()}.example`;
const past: Query['date_range'] = ['2001-01-01', '2001-01-31'];

async function whenNothingIsQueued(): Promise<void> {
  await whenTrue(async () => {
    const counters = await (await fetch(`${collector.url}/metrics`, { headers: admin })).text();
    expect(counters).toMatch(/^passerby_events_queued 0$/m);
  });
}

beforeAll(async () => {
  await collector.addSite(site);
  await collector.send([{}, { url: `https://${site}/a` }, { type: 'event', name: 'signup' }], { site });
  await whenNothingIsQueued();
});

const list = (dimension: string, query?: Partial<Query>): object => ({
  site_id: site,
  metrics: ['visitors'],
  date_range: 'day',
  dimensions: [dimension],
  ...query,
});
const total = (query?: Partial<Query>): object => ({
  site_id: site,
  metrics: ['events'],
  date_range: 'day',
  ...query,
});

describe('POST /api/v1/query/batch', () => {
  it('answers each query as it would be alone, in their order, though one at a time may run', async () => {
    const queries = [
      list('event:page'),
      list('visit:browser'),
      list('visit:country', { include: { comparisons: { mode: 'previous_period' } } }),
      total(),
      list('event:page', { include: { total_rows: true }, pagination: { limit: 1, offset: 9 } }),
      list('event:page'),
      total({ metrics: ['received'] }),
      { ...total(), include: { explain: true } },
    ];
    const answers = await collector.queryAll(queries, admin);
    for (const [index, query] of queries.entries()) {
      expect(answers[index]).toEqual(await (await ask(collector.url, query, admin)).json());
    }
    expect((answers[0] as QueryReply).results.map(({ dimensions }) => dimensions[0])).toEqual(['/', '/a']);
  });

  it('says of each query alone why it has no answer', async () => {
    const answers = await collector.queryAll(
      [
        total({ metrics: ['nonsense' as 'visits'] }),
        total(),
        total({ site_id: 'nobody.example' }),
        null,
        total({ filters: [['matches', 'event:page', ['(']]] }),
        total({
          dimensions: ['time:hour'],
          date_range: ['1900-01-01', '2100-01-01'],
          include: { time_labels: true },
        }),
      ],
      admin,
    );
    const refused = (status: number, code: string, message: string): object => ({
      status,
      error: { code, message: expect.stringContaining(message) },
    });
    expect(answers).toEqual([
      refused(400, 'invalid_query', 'metrics.0: '),
      expect.objectContaining({ results: [{ dimensions: [], metrics: [3] }] }),
      refused(403, 'unknown_site', 'site_id: '),
      refused(400, 'invalid_query', 'the body'),
      refused(400, 'invalid_query', 'filters.0.2.0: '),
      refused(400, 'invalid_query', 'include.time_labels'),
    ]);
  });

  it('keeps its answers for whoever asks next, alone or at once', async () => {
    const kept = list('event:name', { date_range: past });
    await collector.queryAll([kept, total({ date_range: past })], admin);
    expect((await ask(collector.url, kept, admin)).headers.get('cache-status')).toBe('passerby; hit');
  });

  it('reads nothing that the caller may not', async () => {
    const other = `o-${randomUUID()}.example`;
    await collector.addSite(other);
    const token = await makeReadToken(collector.url, other, admin);
    const bearer = { authorization: `Bearer ${token}` };
    expect(await collector.queryAll([total(), total({ site_id: other })], bearer)).toEqual([
      expect.objectContaining({ status: 403 }),
      expect.objectContaining({ results: [{ dimensions: [], metrics: [0] }] }),
    ]);
    expect(await readError(await askAll(collector.url, { queries: [total()] }))).toMatchObject({
      status: 401,
    });
  });

  it.each<[what: string, body: unknown, path: string]>([
    ['no query', { queries: [] }, 'queries: '],
    ['more than twenty', { queries: Array.from({ length: 21 }, () => total()) }, 'queries: '],
    ['a query that is in no list', total(), ''],
    ['null', null, ''],
  ])('refuses %s as a whole', async (_what, body, path) => {
    const error = await readError(await askAll(collector.url, body, admin));
    expect(error).toMatchObject({ status: 400, code: 'invalid_query' });
    expect(error.message).toContain(path);
  });
});
