import { request as ask, type IncomingMessage } from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { openClickHouse } from '../src/store/clickhouse.ts';
import { site, toBatch, useCollector } from './use-collector.ts';

const collector = useCollector({ retentionMonths: 0 }); // the dates are fixed
const events = 25_000;

beforeAll(async () => {
  const clickhouse = await openClickHouse(collector.config);
  await clickhouse.command(`
    INSERT INTO events (site_id, session_id, visitor_id, time, event_id, received_at, type, name, path, sample_rate)
    SELECT 1, number, number, toDateTime64('2026-03-01 10:00:00', 3, 'UTC'), generateUUIDv4(), now(), 'pageview', 'pageview',
           concat('/', toString(number % 2000)), 1
    FROM numbers(${events})`);
  await clickhouse.close();
}, 60_000);

/** What goes over the wire: fetch unpacks what it gets. */
const get = (path: string, headers: Record<string, string> = { 'accept-encoding': 'gzip, br' }) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    ask(collector.url + path, { headers }, resolve)
      .on('error', reject)
      .end();
  });
const unpack = { gzip: gunzipSync, br: brotliDecompressSync };
const encodings = ['gzip', 'br'] as const;
const toQuery = (limit: number): string =>
  `/api/v1/query?query=${encodeURIComponent(
    JSON.stringify({
      site_id: site,
      metrics: ['visitors'],
      date_range: ['2026-03-01', '2026-03-01'],
      dimensions: ['event:page'],
      pagination: { limit },
    }),
  )}`;
const toExport = (format: string): string =>
  `/api/v1/export?site_id=${site}&date_range=2026-03-01,2026-03-01&format=${format}`;

it.each(
  // At once, and beside the event loop.
  encodings.flatMap((encoding) => [100, 2_000].map((rows) => ({ encoding, rows }))),
)('an answer of $rows rows is the same in $encoding, under the same weak tag', async ({ encoding, rows }) => {
  const plain = await get(toQuery(rows), {});
  const packed = await get(toQuery(rows), { 'accept-encoding': encoding });
  expect(plain.headers).not.toHaveProperty('content-encoding');
  expect(packed.headers['content-encoding']).toBe(encoding);
  const [body, bytes] = [await text(plain), await buffer(packed)];
  expect(unpack[encoding](bytes).toString()).toBe(body);
  expect(bytes.length).toBeLessThan(body.length / 3);
  expect([plain.headers.etag, packed.headers.etag]).toEqual([
    expect.stringMatching(/^W\/"/),
    plain.headers.etag,
  ]);
});

it('what has not changed is 304 in either encoding, and caches keep the two apart', async () => {
  const first = await get(toQuery(100));
  first.resume();
  for (const encoding of [...encodings, 'identity']) {
    const same = await get(toQuery(100), {
      'accept-encoding': encoding,
      'if-none-match': first.headers.etag ?? '',
    });
    expect([same.statusCode, await text(same), same.headers['content-encoding']]).toEqual([
      304,
      '',
      undefined,
    ]);
    expect(same.headers.vary).toBe('accept-encoding');
  }
  for (const headers of [{}, { 'accept-encoding': 'gzip' }]) {
    const { headers: answered } = (await get(toQuery(100), headers)).resume();
    expect(answered.vary).toBe('accept-encoding');
  }
});

it.each([
  { format: 'csv', encoding: 'gzip', ending: '\r\n', lines: events + 1 },
  { format: 'ndjson', encoding: 'br', ending: '\n', lines: events },
] as const)(
  'an export as $format is one stream of $encoding',
  async ({ format, encoding, ending, lines }) => {
    const packed = await get(toExport(format), { 'accept-encoding': encoding });
    expect(packed.headers).toMatchObject({ 'content-encoding': encoding, 'transfer-encoding': 'chunked' });
    const file = unpack[encoding](await buffer(packed)).toString();
    expect(file).toBe(await text(await get(toExport(format), {})));
    expect(file.trimEnd().split(ending)).toHaveLength(lines);
  },
);

it.each<[what: string, path: string]>([
  ['Parquet', toExport('parquet')],
  ['the live stream', `/api/v1/live?site=${site}`],
  ['a small answer', toQuery(1)],
  ['the health', '/healthz'],
])('%s is sent as it is', async (_what, path) => {
  const response = await get(path);
  response.destroy();
  expect(response.statusCode).toBe(200);
  expect(response.headers).not.toHaveProperty('content-encoding');
});

it('an acknowledgement is no answer to compress', async () => {
  const refused = Array.from({ length: 60 }, () => ({ type: 'nonsense' }) as never);
  const response = await collector.post(toBatch(refused), { 'accept-encoding': 'gzip' });
  expect(response.status).toBe(202);
  expect((await response.text()).length).toBeGreaterThan(2_000);
  expect(response.headers.get('content-encoding')).toBeNull();
});
