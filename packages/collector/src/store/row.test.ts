import type { Event } from '@passerby/wire';
import { expect, it } from 'vitest';
import { readSource } from '../enrich/source.ts';
import { parseUserAgent } from '../enrich/user-agent.ts';
import { insertColumns, toBatchText, toInsertLine, toPageText, toRow } from './row.ts';

const half = '\ud83d';
const url = `https://shop.example/p?utm_source=mail&utm_medium=email`;
const base = { id: '0199c0de-0000-7000-8000-000000000001', time: 1_795_300_000_123, url };

function toColumns(event: Event, stream?: string): Record<string, unknown> {
  const batch = toBatchText({
    batch: { ...(stream && { stream }), sdk: 'sdk-core/1', context: { lang: 'de', screen: [99_999, 1] } },
    receivedAt: 1_795_300_001_000,
    userAgent: parseUserAgent(''),
    bot: 'headless',
    country: 'DE',
    region: 'DE-BY',
    city: 2_867_714,
    cityName: 'München',
    asn: 64_496,
    user: '18446744073709551615',
  });
  const page = toPageText(
    { hostname: 'shop.example', path: '/p' },
    readSource(new URL(url), 'https://www.google.com/', 'shop.example'),
  );
  const line = toInsertLine(
    { siteId: 7, time: event.time, row: toRow(event, page, batch) },
    { id: '1', visitor: '2' },
  );
  const values = JSON.parse(line) as unknown[];
  const columns = insertColumns.split(', ');
  expect(values).toHaveLength(columns.length);
  return Object.fromEntries(columns.map((column, at) => [column, values[at]]));
}

it('puts everything about an event into its column', () => {
  const event: Event = {
    ...base,
    type: 'event',
    name: 'sign "up"',
    seq: 3,
    plan: 2,
    page: 'p1',
    route: '/p',
    title: 'Shoes\n€',
    props: { plan: 'pro', seats: 3, ok: true },
    revenue: { amount: -49.5, currency: 'EUR' },
  };
  expect(toColumns(event, 's1')).toMatchObject({
    site_id: 7,
    time: '1795300000.123',
    event_id: base.id,
    received_at: '1795300001.000',
    type: 'event',
    name: 'sign "up"',
    page_view: 'p1',
    stream: 's1',
    seq: 3,
    hostname: 'shop.example',
    path: '/p',
    route: '/p',
    title: 'Shoes\n€',
    referrer: 'https://www.google.com/',
    source: 'mail',
    medium: 'email',
    country: 'DE',
    language: 'de',
    screen_width: 65_535,
    engaged_ms: 0,
    revenue: -49.5,
    currency: 'EUR',
    props: { plan: 'pro', seats: '3', ok: 'true' },
    sdk: 'sdk-core/1',
    bot: 'headless',
    channel: 'Email',
    utm_source: 'mail',
    user_id: '18446744073709551615',
    sample_rate: 1,
    plan: 2,
    region: 'DE-BY',
    city: 2_867_714,
    city_name: 'München',
    asn: 64_496,
  });
});

it('rounds what was read, and leaves empty what was not sent', () => {
  const event: Event = { ...base, type: 'engagement', engagedMs: 8_200.6, scrollDepth: 72.5 };
  expect(toColumns(event)).toMatchObject({
    name: 'engagement',
    page_view: '',
    stream: '',
    seq: 0,
    title: '',
    engaged_ms: 8_201,
    scroll_depth: 73,
    currency: '',
    props: {},
  });
});

it('keeps half a surrogate pair from ClickHouse, which would refuse the whole insert for it', () => {
  const event: Event = {
    ...base,
    type: 'event',
    name: half,
    title: half,
    page: half,
    props: { [half]: half },
  };
  expect(toColumns(event, half)).toMatchObject({
    name: '\ufffd',
    title: '\ufffd',
    page_view: '\ufffd',
    stream: '\ufffd',
    props: { '\ufffd': '\ufffd' },
  });
});
