import { randomUUID } from 'node:crypto';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Query } from '@passerby/wire';
import { openClickHouse } from '../src/store/clickhouse.ts';
import { ask, readError, site, useCollector } from './use-collector.ts';

const collector = useCollector({ retentionMonths: 0 }); // the dates are fixed
const events = 20_500;
const odd = 'a/b "\\ \u{1F600}\u2028\n\u0001é';
const now = '2026-04-02 00:00:00.000';

beforeAll(async () => {
  await collector.addSite('other.example');
  const clickhouse = await openClickHouse(collector.config);
  // More than two pages of one day; many events of one visitor at one time.
  await clickhouse.command(`
    INSERT INTO events
      (site_id, session_id, visitor_id, time, event_id, received_at, type, name, hostname, path, props, sample_rate)
    SELECT 1, 7, intDiv(number, 1000), toDateTime64('2026-03-01 10:00:00', 3, 'UTC') + toIntervalMillisecond(intDiv(number, 100) % 3),
           generateUUIDv4(), now(), 'event', '=1+1', '${site}', concat('/', toString(number)), map('plan', 'pro'), 1
    FROM numbers(${events})`);
  await clickhouse.command(`
    INSERT INTO events (site_id, session_id, visitor_id, time, event_id, received_at, type, name, path, sample_rate)
    SELECT number + 1, 8, 8, toDateTime64('2026-03-02 10:00:00', 3, 'UTC'), generateUUIDv4(), now(), 'pageview', 'pageview', '/b', 1
    FROM numbers(2)`);
  await clickhouse.insert(
    'events (site_id, visitor_id, time, event_id, received_at, type, title, props, sample_rate)',
    [
      JSON.stringify([
        1,
        '18446744073709551615',
        '2026-04-01 23:59:59.007',
        randomUUID(),
        now,
        'pageview',
        odd,
        { odd },
        1,
      ]),
    ],
  );
  await clickhouse.close();
}, 60_000);

const get = (search: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(
    `${collector.url}/api/v1/export?${new URLSearchParams({ site_id: site, date_range: '2026-03-01,2026-03-02', ...search }).toString()}`,
    { headers },
  );
const paths = (rows: Record<string, unknown>[]): Set<unknown> => new Set(rows.map(({ path }) => path));

describe('GET /api/v1/export', () => {
  it('has every event of the site once, with all that is known of it', async () => {
    const response = await get({});
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const rows = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows).toHaveLength(events + 1);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(events + 1);
    expect(paths(rows).size).toBe(events + 1);
    expect(rows.find(({ path }) => path === '/20399')).toMatchObject({
      type: 'event',
      name: '=1+1',
      time: '2026-03-01T10:00:00.002Z',
      visitor: '20',
      session: '7',
      hostname: site,
      props: '{"plan":"pro"}',
      revenue: 0,
    });
  });

  it('has the events of its range only', async () => {
    const response = await get({ date_range: '2026-03-02,2026-03-02', format: 'csv' });
    const [header, ...lines] = (await response.text()).trimEnd().split('\r\n');
    expect(header).toMatch(/^id,time,received_at,type,name,visitor,session,/);
    expect(lines).toHaveLength(1);
  });

  it('has the same in each format, and any text as it came', async () => {
    const april = { date_range: '2026-04-01,2026-04-01' };
    const text = await (await get(april)).text();
    expect(text.split('\n')).toHaveLength(2);
    const event = JSON.parse(text) as Record<string, unknown>;
    expect(event).toMatchObject({
      time: '2026-04-01T23:59:59.007Z',
      received_at: '2026-04-02T00:00:00.000Z',
      visitor: '18446744073709551615',
      title: odd,
    });
    expect(JSON.parse(String(event['props']))).toEqual({ odd });
    const parquet = await (await get({ ...april, format: 'parquet' })).arrayBuffer();
    const [row = {}] = await parquetReadObjects({ file: parquet });
    expect(JSON.parse(JSON.stringify(row))).toEqual(event);
    const csv = await (await get({ ...april, format: 'csv' })).text();
    expect(csv).toContain(`,2026-04-01T23:59:59.007Z,2026-04-02T00:00:00.000Z,pageview,`);
    expect(csv.split('\r\n', 1)[0]?.split(',')).toEqual(Object.keys(event));
  });

  it('is Parquet for whoever accepts that', async () => {
    const response = await get({}, { accept: 'application/vnd.apache.parquet' });
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${site}-events.parquet"`);
    const rows = await parquetReadObjects({ file: await response.arrayBuffer() });
    expect(paths(rows).size).toBe(events + 1);
    expect(rows[0]?.['time']).toBeInstanceOf(Date);
  });

  it.each([
    [{ format: 'xls' }, 'format: '],
    [{ date_range: 'yesterday' }, 'date_range: '],
    [{ date_range: '2026-03-02,2026-03-01' }, 'date_range: '],
    [{ site_id: '' }, 'site_id'],
  ])('says what is wrong with %j', async (search, message) => {
    expect(await readError(await get(search))).toEqual({
      status: 400,
      code: 'invalid_query',
      message: expect.stringContaining(message),
    });
  });
});

describe('a query', () => {
  const query: Partial<Query> = {
    metrics: ['visitors', 'events'],
    dimensions: ['event:name'],
    date_range: ['2026-03-01', '2026-03-02'],
    order_by: [['event:name', 'asc']],
    include: { comparisons: { mode: 'previous_period' } },
  };

  it('is answered in CSV, NDJSON and Parquet with the rows of its JSON', async () => {
    const [csv, ndjson, parquet] = await Promise.all(
      ['text/csv', 'application/x-ndjson', 'application/vnd.apache.parquet'].map((accept) =>
        ask(collector.url, query, { accept }),
      ),
    );
    expect(await csv?.text()).toBe(
      [
        'event:name,visitors,events,visitors:before,visitors:change,events:before,events:change',
        `'=1+1,1,${events},0,,0,`,
        'pageview,1,1,0,,0,',
        '',
      ].join('\r\n'),
    );
    const rows = (await ndjson?.text())?.trimEnd().split('\n') ?? [];
    expect(JSON.parse(rows[0] ?? '')).toEqual({
      'event:name': '=1+1',
      visitors: 1,
      events,
      'visitors:before': 0,
      'visitors:change': null,
      'events:before': 0,
      'events:change': null,
    });
    expect(await parquetReadObjects({ file: (await parquet?.arrayBuffer()) ?? new ArrayBuffer(0) })).toEqual(
      rows.map((row) => JSON.parse(row) as unknown),
    );
  });

  it('takes the format from the address as well', async () => {
    const text = JSON.stringify({ site_id: site, ...query });
    const response = await fetch(
      `${collector.url}/api/v1/query?format=csv&query=${encodeURIComponent(text)}`,
    );
    expect(response.headers.get('content-type')).toContain('text/csv');
    expect(
      await readError(await ask(collector.url, { site_id: randomUUID() }, { accept: 'text/csv' })),
    ).toMatchObject({ code: 'unknown_site' });
  });
});
