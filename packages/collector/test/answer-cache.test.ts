import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Query, QueryReply } from '@passerby/wire';
import { ask, makeReadToken, readError, useCollector } from './use-collector.ts';
import { whenTrue } from './when-true.ts';

const adminToken = 'a-secret-of-the-operator';
const collector = useCollector({ adminToken });
const admin = { authorization: `Bearer ${adminToken}` };
const dayMs = 86_400_000;
/** Over, and reaching beyond now: neither is another range at midnight. */
const past: Query['date_range'] = ['2026-01-01', '2026-01-31'];
const open: Query['date_range'] = ['2026-01-01', '2099-12-31'];

/** Each test has a site of its own. */
let site = '';
beforeEach(async () => {
  site = `s-${randomUUID()}.example`;
  await collector.addSite(site);
});

const post = (query: Partial<Query>): Promise<Response> =>
  ask(collector.url, { site_id: site, ...query }, admin);
const get = (query: Partial<Query>, headers?: Record<string, string>): Promise<Response> => {
  const text = JSON.stringify({ site_id: site, metrics: ['events'], date_range: open, ...query });
  return fetch(`${collector.url}/api/v1/query?query=${encodeURIComponent(text)}`, {
    headers: { ...admin, ...headers },
  });
};
const status = (response: Response): string | null => response.headers.get('cache-status');
const count = async (query: Partial<Query>): Promise<unknown> => {
  const response = await post({ metrics: ['events'], ...query });
  expect(response.status).toBe(200);
  return ((await response.json()) as QueryReply).results[0]?.metrics[0];
};
async function store(events: object[], visitor?: string): Promise<void> {
  await collector.send(events, { site, ...(visitor && { visitor }) });
  await whenTrue(async () => {
    const counters = await (await fetch(`${collector.url}/metrics`, { headers: admin })).text();
    expect(counters).toMatch(/^passerby_events_queued 0$/m);
  });
}

describe('an answer', () => {
  it('is kept for the same question, however it is written', async () => {
    const first = await post({ metrics: ['visitors'], date_range: past, dimensions: ['visit:country'] });
    expect(status(first)).toBe('passerby; fwd=miss');
    const again = await ask(
      collector.url,
      JSON.stringify({
        dimensions: ['visit:country'],
        date_range: past,
        metrics: ['visitors'],
        site_id: site,
      }),
      admin,
    );
    expect(status(again)).toBe('passerby; hit');
    expect(await again.text()).toBe(await first.text());
    for (const other of [{ date_range: open }, { metrics: ['visits' as const] }]) {
      const response = await post({ metrics: ['visitors'], date_range: past, ...other });
      expect(status(response)).toBe('passerby; fwd=miss');
    }
  });

  it('about today is right once an event is stored, and one about last month is kept meanwhile', async () => {
    const lastMonth: Partial<Query> = { metrics: ['events'], date_range: past };
    expect(await count({ date_range: open })).toBe(0);
    await post(lastMonth);
    await store([{}]);
    expect(await count({ date_range: open })).toBe(1);
    expect(status(await post(lastMonth))).toBe('passerby; hit');
  });

  it('about a day that is over is right once an event of that day comes late', async () => {
    const from = new Date(Date.now() - 3 * dayMs).toISOString();
    const to = new Date(Date.now() - 2 * dayMs).toISOString();
    const then: Partial<Query> = { date_range: [from, to] };
    expect(await count(then)).toBe(0);
    await store([{ time: Date.now() - 2.5 * dayMs }]);
    expect(await count(then)).toBe(1);
  });

  it('knows at once that two visits became one, though it knew of both', async () => {
    const noon = Date.now() - dayMs;
    const visits: Partial<Query> = { metrics: ['visits'], date_range: open };
    await store([{ time: noon }, { time: noon + 2_400_000 }]);
    expect(await count(visits)).toBe(2);
    await store([{ time: noon + 1_200_000 }]);
    expect(await count(visits)).toBe(1);
  });

  it('knows nobody who was erased', async () => {
    await store([{}, {}], 'ada');
    // The rollup keeps the numbers of those who were erased.
    const all: Partial<Query> = { date_range: open, include: { raw: true } };
    expect(await count(all)).toBe(2);
    const erased = await fetch(`${collector.url}/api/v1/visitors/ada?site_id=${site}`, {
      method: 'DELETE',
      headers: admin,
    });
    expect(erased.status).toBe(200);
    expect(await count(all)).toBe(0);
  });

  it('knows a goal as soon as it is there', async () => {
    await store([{ type: 'event', name: 'signup' }]);
    const converted: Partial<Query> = { dimensions: ['event:goal'], date_range: open };
    expect(await count(converted)).toBe(undefined);
    const added = await fetch(`${collector.url}/api/v1/sites/${site}/goals`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...admin },
      body: JSON.stringify({ event: 'signup' }),
    });
    expect(added.status).toBe(201);
    expect(await count(converted)).toBe(1);
  });

  it('is nobody else’s to read because it is kept', async () => {
    const other = `o-${randomUUID()}.example`;
    await collector.addSite(other);
    const token = await makeReadToken(collector.url, other, admin);
    const query = { site_id: site, metrics: ['visitors'], date_range: open };
    expect((await ask(collector.url, query, admin)).status).toBe(200);
    expect(
      await readError(await ask(collector.url, query, { authorization: `Bearer ${token}` })),
    ).toMatchObject({
      status: 403,
    });
  });

  it('of a report is kept as well', async () => {
    const report = (name: string): Promise<Response> =>
      fetch(`${collector.url}/api/v1/reports/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...admin },
        body: JSON.stringify({ site_id: site, date_range: past }),
      });
    expect([
      status(await report('paths')),
      status(await report('paths')),
      status(await report('revenue')),
    ]).toEqual(['passerby; fwd=miss', 'passerby; hit', 'passerby; fwd=miss']);
  });

  it('of the loss ledger is never kept: it changes before anything is stored', async () => {
    for (const _ of [1, 2]) {
      const response = await post({ metrics: ['received', 'queued'], date_range: open });
      expect([response.status, status(response), response.headers.get('cache-control')]).toEqual([
        200,
        null,
        'no-store',
      ]);
    }
  });
});

describe('GET /api/v1/query', () => {
  it('answers as POST does, and 304 to whoever has the answer already', async () => {
    const first = await get({});
    expect(await first.text()).toBe(await (await post({ metrics: ['events'], date_range: open })).text());
    const etag = first.headers.get('etag') ?? '';
    const same = await get({}, { 'if-none-match': etag });
    expect([same.status, await same.text(), same.headers.get('etag')]).toEqual([304, '', etag]);
    await store([{}]);
    const changed = await get({}, { 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  it.each<[what: string, dateRange: Query['date_range'], control: string]>([
    ['of today is asked for anew', open, 'private, no-cache'],
    ['of a month that is over lasts an hour', past, 'private, max-age=3600'],
  ])('an answer %s, and its site is its surrogate key', async (_what, date_range, control) => {
    const response = await get({ date_range });
    expect(response.headers.get('cache-control')).toBe(control);
    expect(response.headers.get('surrogate-key')).toMatch(/^passerby-site-\d+$/);
    const again = await get({ date_range: open });
    expect(again.headers.get('surrogate-key')).toBe(response.headers.get('surrogate-key'));
  });

  it.each(['', '?query=', '?query=%7B', '?query=1'])('says what is wrong with "%s"', async (search) => {
    const response = await fetch(`${collector.url}/api/v1/query${search}`, { headers: admin });
    expect(await readError(response)).toMatchObject({ status: 400, code: 'invalid_query' });
  });
});
