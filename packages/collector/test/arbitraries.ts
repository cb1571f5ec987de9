import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { site } from './use-collector.ts';

/** Any 16-bit units: control characters, half surrogate pairs, quotes and backslashes. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.nat({ max: 0xffff }), { maxLength: 30 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    '',
    '\0',
    '\\N',
    '\\',
    '"',
    '\ud800',
    'NULL',
    "'; DROP TABLE events --",
    '__proto__',
    '🚶'.repeat(300),
  ),
);
const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(0, -0, -1, 0.1, 2 ** 31, 2 ** 32, 2 ** 53, 1e21, 1e308, 5e-324),
);
const url = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  text.map((path) => `https://${site}/${path}`),
  text.map((host) => `https://${host}/`),
  fc
    .tuple(fc.constantFrom('utm_source', 'ref', 'gclid', 'q', 'utm_term'), text)
    .map(([name, value]) => `https://${site}/?${name}=${encodeURIComponent(value.toWellFormed())}&${name}=%`),
  text,
);
const json = fc.jsonValue({ maxDepth: 3 });
const fields: Fields = {
  id: fc.oneof(text, fc.uuid()),
  type: fc.constantFrom('pageview', 'event', 'engagement', 'toString', ''),
  time: fc.oneof(
    number,
    fc.integer({ min: -1e9, max: 1e9 }).map((ms) => Date.now() + ms),
  ),
  seq: number,
  url,
  referrer: url,
  title: text,
  page: text,
  route: text,
  name: text,
  props: fc.dictionary(text, fc.oneof(text, number, fc.boolean(), json), { maxKeys: 6 }),
  revenue: fc.record(
    { amount: number, currency: fc.oneof(text, fc.constantFrom('EUR', 'eur', 'JPY')) },
    { requiredKeys: [] },
  ),
  engagedMs: number,
  scrollDepth: number,
};
type Fields = Record<string, fc.Arbitrary<unknown>>;

/** Something sound is changed in some fields, often in none, for something near or far. */
function changes(of: Fields, most: number): fc.Arbitrary<object> {
  const change = (name: string): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 4, arbitrary: of[name] ?? json }, { weight: 1, arbitrary: json });
  return fc
    .subarray(Object.keys(of), { maxLength: most })
    .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, change(name)]))));
}

/** An event of any type, sound or nearly. */
export const event: fc.Arbitrary<object> = fc
  .tuple(
    fc.constantFrom(
      { type: 'pageview' },
      { type: 'event', name: 'signup' },
      { type: 'engagement', engagedMs: 10, scrollDepth: 5 },
    ),
    changes(fields, 2),
  )
  .map(([sound, changed]) => ({
    id: randomUUID(),
    time: Date.now(),
    url: `https://${site}/`,
    ...sound,
    ...changed,
  }));

/** Fields of a batch beside its events, at most one of which is odd. */
export const envelope: fc.Arbitrary<object> = changes(
  {
    sdk: text,
    stream: text,
    visitor: text,
    user: text,
    sampleRate: fc.double({ min: 0, max: 1 }),
    automated: fc.boolean(),
    sentAt: number,
    context: fc.record({ lang: text, tz: text, screen: fc.tuple(number, number) }, { requiredKeys: [] }),
  },
  1,
);

/** What Node's own parser lets through in a header. */
export const header: fc.Arbitrary<string> = fc.oneof(
  fc.string({
    unit: fc
      .integer({ min: 0x20, max: 0xff })
      .filter((code) => code !== 0x7f)
      .map((code) => String.fromCharCode(code)),
    maxLength: 200,
  }),
  fc.constantFrom(
    'Mozilla/5.0',
    'Mozilla/5.0 (' + 'a;'.repeat(4_000),
    '"Chromium";v="',
    '?1',
    'a'.repeat(7_000),
  ),
);
export const address: fc.Arbitrary<string> = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.tuple(fc.ipV4(), fc.nat()).map(([ip, port]) => `${ip}:${port}`),
  header,
);

const dimension = fc.constantFrom(
  'time:day',
  'time:hour',
  'time',
  'event:page',
  'event:name',
  'visit:source',
  'visit:country',
  'event:props:a',
  "event:props:'",
  'event:goal',
  'visit:device',
  'visit:city',
);
const metric = fc.constantFrom(
  'visitors',
  'visits',
  'pageviews',
  'events',
  'bounce_rate',
  'visit_duration',
  'views_per_visit',
  'received',
  'loss_rate',
  'bots',
  'total_revenue',
  'percentage',
);
const day = fc.oneof(
  fc
    .date({ noInvalidDate: true, min: new Date('1900-01-01'), max: new Date('2100-01-01') })
    .map((date) => date.toISOString().slice(0, 10)),
  text,
);
const filter = fc.oneof(
  fc.tuple(
    fc.constantFrom('is', 'is_not', 'contains', 'matches'),
    dimension,
    fc.array(text, { maxLength: 4 }),
  ),
  json,
);
/** A query, sound or nearly. */
export const query: fc.Arbitrary<object> = changes(
  {
    metrics: fc.uniqueArray(metric, { minLength: 1, maxLength: 3 }),
    dimensions: fc.uniqueArray(dimension, { maxLength: 2 }),
    date_range: fc.oneof(fc.constantFrom('day', '7d', '30d', 'month', 'all'), fc.tuple(day, day)),
    filters: fc.array(filter, { maxLength: 2 }),
    order_by: fc.array(fc.tuple(fc.oneof(metric, dimension), fc.constantFrom('asc', 'desc')), {
      maxLength: 2,
    }),
    include: fc.record({ time_labels: fc.boolean(), total_rows: fc.boolean() }, { requiredKeys: [] }),
    pagination: fc.record({ limit: number, offset: number }, { requiredKeys: [] }),
  },
  3,
).map((changed) => ({ site_id: site, metrics: ['visitors'], date_range: '7d', ...changed }));
