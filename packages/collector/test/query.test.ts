import { DateTime } from 'luxon';
import type { Event, Filter, Query, QueryReply } from '@passerby/wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { ask, readError, site, useCollector } from './use-collector.ts';

// Two days of a shop in Kolkata (UTC+5:30, so that its hours and days begin in the middle of UTC's). Yesterday and
// the day before, because the collector takes no event of the future and none older than 7 days.
const collector = useCollector({ maxCacheBytes: 0 });
const zone = 'Asia/Kolkata';
const kolkata = 'kolkata.example';
const dayOne = DateTime.now().setZone(zone).startOf('day').minus({ days: 2 });
const dayTwo = dayOne.plus({ days: 1 });

const agents = {
  chromeOnWindows:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  safariOnIphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  firefoxOnLinux: 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
};
// Addresses of the bundled country database: Google (US), Heise (DE), and one that no country has.
const people = {
  ada: { userAgent: agents.chromeOnWindows, ip: '8.8.8.8' },
  ben: { userAgent: agents.safariOnIphone, ip: '193.99.144.80' },
  cleo: { userAgent: agents.firefoxOnLinux, ip: '10.0.0.1' },
  dan: { userAgent: agents.chromeOnWindows, ip: '193.99.144.80' },
};

type Person = keyof typeof people;
interface Happening {
  who: Person;
  day: DateTime;
  at: string;
  page: string;
  name?: string;
  readMs?: number;
  from?: string;
}

const happen = (who: Person, day: DateTime, rows: string): Happening[] =>
  rows
    .trim()
    .split('\n')
    .map((row) => {
      const [at = '', page = '', what = '', from] = row.trim().split(/\s+/);
      const [kind, value] = what.split('=');
      return {
        who,
        day,
        at,
        page,
        ...(kind === 'event' && { name: value as string }),
        ...(kind === 'read' && { readMs: Number(value) }),
        ...(from !== undefined && { from }),
      };
    });

/**
 * By hand. Visits, in the order below:
 *
 * | visit | who  | day | views | events | read s | lasts s | source   | bounce |
 * |-------|------|-----|-------|--------|--------|---------|----------|--------|
 * | 1     | ada  | 1   | 3     | 1      | 0      | 600     | Google   | no     |
 * | 2     | ada  | 1   | 1     | 0      | 9.999  | 20      | none     | yes    |
 * | 3     | ben  | 1   | 1     | 0      | 10     | 10      | mail     | no     |
 * | 4     | cleo | 1   | 2     | 0      | 0      | 1799    | none     | no     |
 * | 5     | dan  | 1→2 | 2     | 1      | 0      | 1200    | Google   | no     |
 * | 6     | ben  | 2   | 1     | 0      | 0      | 0       | none     | yes    |
 * | 7     | cleo | 2   | 1     | 0      | 0      | 0       | X        | yes    |
 * | 8     | cleo | 2   | 5     | 12     | 0      | 960     | none     | no     |
 *
 * Cleo's visits 7 and 8 are 30 minutes apart to the second.
 */
const happenings: Happening[] = [
  ...happen(
    'ada',
    dayOne,
    `
    00:10:00 /          view  https://www.google.com/
    00:15:00 /shoes     view
    00:18:00 /shoes     event=cart
    00:20:00 /pay       view
    12:00:00 /          view
    12:00:20 /          read=9999`,
  ),
  ...happen(
    'ben',
    dayOne,
    `
    05:29:50 /          view  utm:mail
    05:30:00 /          read=10000`,
  ),
  ...happen(
    'cleo',
    dayOne,
    `
    09:00:00 /          view
    09:29:59 /about     view`,
  ),
  ...happen(
    'dan',
    dayOne,
    `
    23:50:00 /shoes     view  https://www.google.de/search
    23:55:00 /shoes     event=cart`,
  ),
  ...happen(
    'dan',
    dayTwo,
    `
    00:10:00 /pay       view`,
  ),
  ...happen(
    'ben',
    dayTwo,
    `
    08:00:00 /about     view`,
  ),
  ...happen(
    'cleo',
    dayTwo,
    `
    10:00:00 /          view  https://t.co/abc
    10:30:00 /          view
    10:31:00 /shoes     view
    10:32:00 /shoes     view
    10:33:00 /shoes     view
    10:34:00 /shoes     event=cart
    10:35:00 /shoes     event=cart
    10:36:00 /shoes     event=zoom
    10:37:00 /shoes     event=zoom
    10:38:00 /shoes     event=zoom
    10:39:00 /shoes     event=zoom
    10:40:00 /shoes     event=zoom
    10:41:00 /shoes     event=zoom
    10:42:00 /shoes     event=zoom
    10:43:00 /shoes     event=zoom
    10:44:00 /shoes     event=zoom
    10:45:00 /shoes     event=pay
    10:46:00 /pay       view`,
  ),
];

function toEvent({ day, at, page, name, readMs, from }: Happening): Partial<Event> {
  const time = DateTime.fromISO(`${day.toISODate()}T${at}`, { zone }).toMillis();
  const query = from?.startsWith('utm:') ? `?utm_source=${from.slice(4)}&secret=1` : '';
  const base = {
    time,
    url: `https://${kolkata}${page}${query}`,
    ...(from && !query && { referrer: from }),
  };
  if (name !== undefined) return { ...base, type: 'event', name };
  if (readMs !== undefined) return { ...base, type: 'engagement', engagedMs: readMs, scrollDepth: 50 };
  return base;
}

beforeAll(async () => {
  await collector.addSite(kolkata, { timezone: zone });
  const senders = new Map<string, { person: Person; events: Partial<Event>[] }>();
  for (const happening of happenings) {
    // As a real sender does: what happened on one day arrives in one batch, the days in order.
    const key = `${happening.day.toISODate()} ${happening.who}`;
    const sender = senders.get(key) ?? { person: happening.who, events: [] };
    sender.events.push(toEvent(happening));
    senders.set(key, sender);
  }
  for (const { person, events } of senders.values()) {
    const { ip, userAgent } = people[person];
    await collector.send(events, { site: kolkata }, { 'x-forwarded-for': ip, 'user-agent': userAgent });
  }
  await collector.whenStored(30, kolkata);
});

const both: Query['date_range'] = [dayOne.toISODate() ?? '', dayTwo.toISODate() ?? ''];

const about = (query: Partial<Query>): Promise<QueryReply> =>
  collector.queryInCompany({ site_id: kolkata, date_range: both, ...query });

/** The rows as `{ '<dimensions>': [metrics] }`. */
async function table(query: Partial<Query>): Promise<Record<string, (number | null)[]>> {
  const { results } = await about(query);
  return Object.fromEntries(results.map(({ dimensions, metrics }) => [dimensions.join(' | '), metrics]));
}

describe('metrics', () => {
  it('answer the numbers worked out by hand', async () => {
    const { results } = await about({
      metrics: ['visits', 'pageviews', 'events', 'views_per_visit', 'bounce_rate', 'visit_duration'],
    });
    // 16 views in 8 visits; 14 custom events; 3 of 8 bounce = 37.5; (600+20+10+1799+1200+0+0+960)/8 = 573.6
    expect(results).toEqual([{ dimensions: [], metrics: [8, 16, 30, 2, 38, 574] }]);
  });

  it('count a visitor once a day of UTC, however many the visits, as nobody is known from one to the next', async () => {
    // Ada's two visits lie on both sides of a midnight of UTC (05:30), Ben's first goes over it. Dan's is on both days.
    expect((await about({ metrics: ['visitors'] })).results).toEqual([{ dimensions: [], metrics: [7] }]);
    expect(await table({ metrics: ['visitors'], dimensions: ['time:day'] })).toEqual({
      [dayOne.toISODate() ?? '']: [5],
      [dayTwo.toISODate() ?? '']: [3],
    });
  });

  it('answer 0 and null where nothing happened, never NaN', async () => {
    const { results } = await about({
      metrics: [
        'visitors',
        'visits',
        'pageviews',
        'events',
        'views_per_visit',
        'bounce_rate',
        'visit_duration',
      ],
      date_range: ['2001-01-01', '2001-01-02'],
    });
    expect(results).toEqual([{ dimensions: [], metrics: [0, 0, 0, 0, null, null, null] }]);
  });

  it('never let bounce_rate leave 0 to 100 (plausible#4493, #4037: negative bounces)', async () => {
    const rows = await table({ metrics: ['bounce_rate', 'visits'], dimensions: ['event:page', 'time:hour'] });
    for (const [rate] of Object.values(rows)) {
      expect(rate).toBeGreaterThanOrEqual(0);
      expect(rate).toBeLessThanOrEqual(100);
    }
  });
});

describe('dimensions', () => {
  it('time:hour begins hours where the half-hour zone does (umami#3810)', async () => {
    expect(await table({ metrics: ['pageviews', 'visits'], dimensions: ['time:hour'] })).toEqual({
      [`${dayOne.toISODate()} 00:00:00`]: [3, 1],
      [`${dayOne.toISODate()} 05:00:00`]: [1, 1],
      [`${dayOne.toISODate()} 09:00:00`]: [2, 1],
      [`${dayOne.toISODate()} 12:00:00`]: [1, 1],
      [`${dayOne.toISODate()} 23:00:00`]: [1, 1],
      [`${dayTwo.toISODate()} 00:00:00`]: [1, 1],
      [`${dayTwo.toISODate()} 08:00:00`]: [1, 1],
      [`${dayTwo.toISODate()} 10:00:00`]: [6, 2],
    });
  });

  it('time:day begins at midnight of the site and counts a visit over midnight on both days', async () => {
    expect(
      await table({ metrics: ['visits', 'pageviews', 'bounce_rate'], dimensions: ['time:day'] }),
    ).toEqual({
      [dayOne.toISODate() ?? '']: [5, 8, 20],
      [dayTwo.toISODate() ?? '']: [4, 8, 50],
    });
  });

  it('event:page counts what happened on the page, and the visits that came by', async () => {
    expect(
      await table({ metrics: ['pageviews', 'visits', 'events', 'bounce_rate'], dimensions: ['event:page'] }),
    ).toEqual({
      '/': [6, 6, 6, 33],
      '/shoes': [5, 3, 19, 0],
      '/pay': [3, 3, 3, 0],
      '/about': [2, 2, 2, 50],
    });
  });

  it('event:name counts custom events and page views, engagement never', async () => {
    expect(await table({ metrics: ['events', 'visits'], dimensions: ['event:name'] })).toEqual({
      pageview: [16, 8],
      zoom: [9, 1],
      cart: [4, 3],
      pay: [1, 1],
    });
  });

  it('visit:source is the source of the visit, for all that happened in it', async () => {
    expect(await table({ metrics: ['visits', 'pageviews', 'events'], dimensions: ['visit:source'] })).toEqual(
      {
        'Direct / None': [4, 9, 21],
        Google: [2, 5, 7],
        X: [1, 1, 1],
        mail: [1, 1, 1],
      },
    );
  });

  it.each([
    ['visit:country', { US: [2, 4], DE: [3, 4], '': [3, 8] }],
    ['visit:browser', { Chrome: [3, 6], Safari: [2, 2], Firefox: [3, 8] }],
    ['visit:os', { Windows: [3, 6], iOS: [2, 2], Linux: [3, 8] }],
    ['visit:device', { desktop: [6, 14], mobile: [2, 2] }],
  ] as const)('%s', async (dimension, expected) => {
    expect(await table({ metrics: ['visits', 'pageviews'], dimensions: [dimension] })).toEqual(expected);
  });

  it('stand in the order in which they are asked for', async () => {
    const rows = await table({
      metrics: ['visits'],
      dimensions: ['visit:source', 'visit:device', 'time:day'],
      filters: [['is', 'visit:source', ['Google', 'mail']]],
    });
    expect(rows).toEqual({
      [`Google | desktop | ${dayOne.toISODate()}`]: [2],
      [`Google | desktop | ${dayTwo.toISODate()}`]: [1],
      [`mail | mobile | ${dayOne.toISODate()}`]: [1],
    });
  });
});

describe('filters', () => {
  const cases: { filters: NonNullable<Query['filters']>; visits: number; pageviews: number }[] = [
    { filters: [['is', 'event:page', ['/pay']]], visits: 3, pageviews: 3 },
    { filters: [['is', 'event:page', ['/pay', '/about']]], visits: 5, pageviews: 5 },
    { filters: [['is_not', 'event:page', ['/', '/shoes']]], visits: 5, pageviews: 5 },
    { filters: [['contains', 'event:page', ['a', 'xyz']]], visits: 5, pageviews: 5 },
    { filters: [['contains', 'event:page', ['%']]], visits: 0, pageviews: 0 },
    { filters: [['is', 'event:name', ['cart']]], visits: 3, pageviews: 0 },
    { filters: [['is', 'visit:source', ['Google']]], visits: 2, pageviews: 5 },
    { filters: [['is', 'visit:source', ['Direct / None']]], visits: 4, pageviews: 9 },
    { filters: [['is_not', 'visit:source', ['Google']]], visits: 6, pageviews: 11 },
    { filters: [['contains', 'visit:source', ['oogl', 'ai']]], visits: 3, pageviews: 6 },
    { filters: [['is', 'visit:country', ['DE']]], visits: 3, pageviews: 4 },
    { filters: [['is', 'visit:country_name', ['Germany']]], visits: 3, pageviews: 4 },
    { filters: [['is', 'visit:country_name', ['']]], visits: 3, pageviews: 8 },
    { filters: [['is', 'visit:country', ['']]], visits: 3, pageviews: 8 },
    { filters: [['is', 'visit:browser', ['Safari']]], visits: 2, pageviews: 2 },
    { filters: [['is_not', 'visit:os', ['Windows', 'Linux']]], visits: 2, pageviews: 2 },
    { filters: [['is', 'visit:device', ['desktop']]], visits: 6, pageviews: 14 },
    { filters: [['is', 'visit:device', ['Desktop']]], visits: 0, pageviews: 0 },
    {
      filters: [
        ['is', 'visit:browser', ['Chrome']],
        ['is', 'visit:country', ['DE']],
        ['contains', 'visit:source', ['Goo']],
      ],
      visits: 1,
      pageviews: 2,
    },
  ];

  it.each(cases)('$filters leave $visits visits', async ({ filters, visits, pageviews }) => {
    const { results } = await about({ metrics: ['visits', 'pageviews'], filters });
    expect(results[0]?.metrics).toEqual([visits, pageviews]);
  });

  it('on a page keep the whole visit in the metrics of visits', async () => {
    // Of /pay: visits 1 (600 s, 3 views), 5 (1200 s, 2 views) and 8 (960 s, 5 views).
    const { results } = await about({
      metrics: ['views_per_visit', 'visit_duration', 'bounce_rate'],
      filters: [['is', 'event:page', ['/pay']]],
    });
    expect(results[0]?.metrics).toEqual([3.33, 920, 0]);
  });
});

describe('order, pages and labels', () => {
  const pages: Partial<Query> = { metrics: ['pageviews', 'visits'], dimensions: ['event:page'] };
  const names = ({ results }: QueryReply): string[] => results.map(({ dimensions }) => dimensions.join());

  it('is by the first metric, highest first, unless asked otherwise', async () => {
    expect(names(await about(pages))).toEqual(['/', '/shoes', '/pay', '/about']);
    expect(names(await about({ ...pages, order_by: [['event:page', 'desc']] }))).toEqual([
      '/shoes',
      '/pay',
      '/about',
      '/',
    ]);
    const byVisits: Query['order_by'] = [
      ['visits', 'asc'],
      ['pageviews', 'desc'],
    ];
    expect(names(await about({ ...pages, order_by: byVisits }))).toEqual(['/about', '/shoes', '/pay', '/']);
  });

  it('puts equals in the order of their names, so that no page repeats or misses one', async () => {
    const query = {
      ...pages,
      metrics: ['visits' as const],
      filters: [['is', 'event:page', ['/shoes', '/pay']]] as Query['filters'] & object,
    };
    expect(names(await about(query))).toEqual(['/pay', '/shoes']);
  });

  it('cuts pages, and total_rows counts them all, also beyond the last page', async () => {
    const include = { total_rows: true };
    const page = (limit: number, offset: number): Promise<QueryReply> =>
      about({ ...pages, include, pagination: { limit, offset } });
    const [first, second, beyond] = [await page(3, 0), await page(3, 3), await page(3, 6)];
    expect([first, second, beyond].map(names)).toEqual([['/', '/shoes', '/pay'], ['/about'], []]);
    expect([first, second, beyond].map(({ meta }) => meta.total_rows)).toEqual([4, 4, 4]);
  });

  it('time_labels lists every hour or day, rows or not', async () => {
    const include = { time_labels: true };
    const hours = await about({ metrics: ['visits'], dimensions: ['time:hour'], include });
    expect(hours.meta.time_labels).toHaveLength(48);
    expect(hours.meta.time_labels).toEqual(
      expect.arrayContaining(hours.results.map((row) => row.dimensions[0])),
    );
    const days = await about({ metrics: ['visits'], dimensions: ['time:day'], include });
    expect(days.meta.time_labels).toEqual([dayOne.toISODate(), dayTwo.toISODate()]);
  });

  it('answers the query as it was understood', async () => {
    const { query } = await about(pages);
    expect(query.date_range).toEqual([dayOne.toISO(), dayTwo.plus({ days: 1 }).toISO()]);
  });
});

describe('date ranges', () => {
  const tomorrow = dayTwo.plus({ days: 1 });
  const cases: [title: string, range: Query['date_range'], visits: number][] = [
    ['day (today)', 'day', 0],
    ['7d', '7d', 8],
    ['all', 'all', 8],
    ['12mo', '12mo', 8],
    ['one date', [dayOne.toISODate() ?? '', dayOne.toISODate() ?? ''], 5],
    [
      'two date-times of another zone',
      [dayOne.plus({ hours: 12 }).toUTC().toISO() ?? '', tomorrow.toUTC().toISO() ?? ''],
      5,
    ],
    ['the end is exclusive', [dayOne.toISO() ?? '', dayOne.plus({ minutes: 10 }).toISO() ?? ''], 0],
    [
      'the beginning is inclusive',
      [dayOne.plus({ minutes: 10 }).toISO() ?? '', dayOne.plus({ minutes: 11 }).toISO() ?? ''],
      1,
    ],
    ['further than any column reaches', ['0001-01-01', '9999-12-31'], 8],
    ['to the second in which 32 bits of seconds end', ['2001-01-01', '2106-02-07T06:28:16Z'], 8],
  ];

  it.each(cases)('%s', async (_title, date_range, visits) => {
    const { results } = await about({ metrics: ['visits', 'bounce_rate'], date_range });
    expect(results[0]?.metrics[0]).toBe(visits);
    expect(results[0]?.metrics[1] === null).toBe(visits === 0);
  });

  it('cut a visit in two, and each part knows the whole visit', async () => {
    const beforeMidnight: Query['date_range'] = [
      dayOne.set({ hour: 23 }).toISO() ?? '',
      dayTwo.toISO() ?? '',
    ];
    const { results } = await about({
      metrics: ['visits', 'pageviews', 'visit_duration', 'views_per_visit'],
      date_range: beforeMidnight,
    });
    expect(results[0]?.metrics).toEqual([1, 1, 1200, 2]);
  });
});

describe('a late event', () => {
  it('that prolongs a visit backwards over the end of the range keeps the visit in its answers', async () => {
    const late = 'late.example';
    await collector.addSite(late);
    // Midnight UTC of yesterday to today; seen first is what came after it.
    const midnight = DateTime.utc().startOf('day').minus({ days: 1 });
    const sender = { 'user-agent': agents.firefoxOnLinux };
    const view = (time: DateTime): Partial<Event>[] => [{ time: time.toMillis(), url: `https://${late}/` }];
    await collector.send(view(midnight.plus({ minutes: 10 })), { site: late }, sender);
    await collector.whenStored(1, late);
    await collector.send(view(midnight.minus({ minutes: 5 })), { site: late }, sender);
    await collector.whenStored(2, late);
    const day = midnight.minus({ days: 1 }).toISODate() ?? '';
    const { results } = await collector.query({
      site_id: late,
      date_range: [day, day],
      metrics: ['visits', 'views_per_visit'],
    });
    expect(results[0]?.metrics[0]).toBe(1);
    expect(results[0]?.metrics[1]).not.toBeNull();
  });
});

describe('a bad query', () => {
  const cases: [title: string, query: object, path: RegExp][] = [
    ['an unknown metric', { metrics: ['users'] }, /^metrics\.0: must be "visitors" or "visits"/],
    ['no metric', { metrics: [] }, /^metrics: /],
    ['a metric twice', { metrics: ['visits', 'visits'] }, /^metrics: .*duplicate/],
    ['no site', { site_id: undefined }, /^site_id: is missing/],
    ['an unknown range', { date_range: 'yesterday' }, /^date_range: must be "day" or "24h"/],
    [
      'a day that is none',
      { date_range: ['2026-02-30', '2026-03-01'] },
      /^date_range\.0: "2026-02-30" is no date/,
    ],
    ['a time alone', { date_range: ['12:00', '13:00'] }, /^date_range\.0: "12:00" is no date/],
    ['a range that runs backwards', { date_range: ['2026-02-02', '2026-02-01'] }, /^date_range: .*swap/],
    [
      'an unknown dimension',
      { dimensions: ['event:secret'] },
      /^dimensions\.0: must be "time" or .* or "event:props:<name>" or/,
    ],
    ['an unknown operator', { filters: [['like', 'event:page', ['a']]] }, /^filters\.0\.0: must be "is" or/],
    [
      'an unknown operator deep inside',
      { filters: [['and', [['not', ['like', 'event:page', ['a']]]]]] },
      /^filters\.0\.1\.0\.1\.0: must be "is" or/,
    ],
    [
      'a filter that is none inside',
      {
        filters: [
          [
            'or',
            [
              ['is', 'event:page', ['a']],
              [7, 8],
            ],
          ],
        ],
      },
      /^filters\.0\.1\.1\.0: must be "is"/,
    ],
    [
      'filters six deep',
      { filters: [['not', ['not', ['not', ['not', ['not', ['is', 'event:page', ['a']]]]]]]] },
      /^filters\.0(\.1){5}: filters lie at most 5 deep/,
    ],
    [
      'more than 50 filters',
      {
        filters: [1, 2, 3].map(() => ['or', Array.from({ length: 20 }, () => ['is', 'event:page', ['a']])]),
      },
      /^filters: at most 50/,
    ],
    [
      'an unknown modifier',
      { filters: [['is', 'event:page', ['a'], { case: true }]] },
      /^filters\.0\.3\.case: is not known here/,
    ],
    [
      'a long expression',
      { filters: [['matches', 'event:page', ['a'.repeat(257)]]] },
      /^filters\.0\.2\.0: an expression is at most 256/,
    ],
    [
      'a goal that is not there',
      { filters: [['is', 'event:goal', ['Signup']]] },
      /^filters: the site has no goal "Signup"; its goals are none yet/,
    ],
    ['a property without a name', { dimensions: ['event:props:'] }, /^dimensions\.0: /],
    [
      'two dimensions of time',
      { dimensions: ['time:day', 'time:hour'] },
      /^dimensions\.1: "time:hour" is a second dimension of time/,
    ],
    [
      'scroll_depth of no page',
      { metrics: ['scroll_depth'] },
      /^metrics\.0: "scroll_depth" needs .*event:page/,
    ],
    ['time_on_page of no page', { metrics: ['visits', 'time_on_page'] }, /^metrics\.1: "time_on_page" needs/],
    ['percentage of nothing', { metrics: ['percentage'] }, /^metrics\.0: "percentage" needs a dimension/],
    [
      'a conversion of no goal',
      { metrics: ['conversion_rate'] },
      /^metrics\.0: "conversion_rate" needs .*goal/,
    ],
    ['a comparison with nothing', { include: { comparisons: { mode: 'custom' } } }, /^include\.comparisons/],
    ['a filter without values', { filters: [['is', 'event:page', []]] }, /^filters\.0\.2: /],
    ['a filter on time', { filters: [['is', 'time:day', ['a']]] }, /^filters\.0\.1: must be "event:page"/],
    [
      'an order by what is not asked for',
      { order_by: [['pageviews', 'asc']] },
      /^order_by\.0\.0: "pageviews" is neither/,
    ],
    [
      'an unknown direction',
      { order_by: [['visitors', 'down']] },
      /^order_by\.0\.1: must be "asc" or "desc"/,
    ],
    ['a limit too high', { pagination: { limit: 10_001 } }, /^pagination\.limit: must be <= 10000/],
    ['an unknown field', { timezone: 'UTC' }, /^timezone: is not known here; leave it out/],
    [
      'more labels than anyone reads',
      { date_range: ['2001-01-01', '2026-01-01'], dimensions: ['time:hour'], include: { time_labels: true } },
      /^include\.time_labels: over 10,000/,
    ],
  ];

  it.each(cases)('%s: 400 invalid_query with the path', async (_title, query, path) => {
    const error = await readError(await ask(collector.url, query));
    expect(error).toMatchObject({ status: 400, code: 'invalid_query' });
    expect(error.message).toMatch(path);
  });

  it.each([
    ['malformed JSON', '{', /not JSON/],
    ['no body', '', /empty/],
    ['a __proto__ key', '{"__proto__":{}}', /JSON/],
  ])('%s: 400 invalid_json', async (_title, body, message) => {
    const error = await readError(await ask(collector.url, body));
    expect(error).toMatchObject({ status: 400, code: 'invalid_json' });
    expect(error.message).toMatch(message);
  });

  it('over 256 KiB answers body_too_large', async () => {
    const error = await readError(await ask(collector.url, { site_id: 'x'.repeat(300_000) }));
    expect(error).toMatchObject({ status: 413, code: 'body_too_large' });
    expect(error.message).toContain('262144');
  });

  it('of an unknown site answers unknown_site', async () => {
    const error = await readError(await ask(collector.url, { site_id: 'nobody.example' }));
    expect(error).toMatchObject({ status: 403, code: 'unknown_site' });
  });
});

describe('a hostile string', () => {
  const hostile = [
    `'; DROP TABLE events; --`,
    `' OR 1=1 --`,
    `') UNION ALL SELECT name, 1 FROM system.tables --`,
    "\\'; SELECT 1",
    '{site:UInt32}',
    '`id`',
    '\0\u0008\t\n\u2028',
    `x' IN (SELECT 1)] }`,
    "['a','b']",
    '😀\ud800',
  ];

  it.each(hostile)('%j is bound as a value and never executed', async (text) => {
    const dimensions = [
      'event:page',
      'event:name',
      'visit:source',
      'visit:country',
      'visit:browser',
      'visit:os',
      'visit:device',
      'visit:entry_page',
      'event:props:plan',
    ] as const;
    for (const dimension of dimensions) {
      for (const operator of ['is', 'contains', 'has_done'] as const) {
        const filter: Filter =
          operator === 'has_done' ? ['has_done', ['is', dimension, [text]]] : [operator, dimension, [text]];
        const { results } = await about({ metrics: ['visits'], filters: [filter] });
        expect(results[0]?.metrics, `${operator} ${dimension}`).toEqual([0]);
      }
    }
    const all = await about({ metrics: ['visits'], filters: [['is_not', 'event:page', [text]]] });
    expect(all.results[0]?.metrics).toEqual([8]);
    const prop = await about({ metrics: ['visits'], dimensions: [`event:props:${text}`] });
    expect(prop.results).toEqual([{ dimensions: ['(none)'], metrics: [8] }]);
    for (const query of [
      { site_id: text },
      { metrics: [text] },
      { date_range: [text, text] },
      { date_range: text },
      { dimensions: [text] },
      { order_by: [[text, 'asc']] },
      { order_by: [['visitors', text]] },
      { filters: [[text, 'event:page', ['a']]] },
      { filters: [['is', text, ['a']]] },
      { pagination: { limit: text } },
    ]) {
      expect([query, (await ask(collector.url, query)).status]).toEqual([
        query,
        expect.toBeOneOf([400, 403]),
      ]);
    }
  });

  it('is stored and found again as it was sent', async () => {
    const own = 'own.example';
    await collector.addSite(own);
    const names = hostile.map((text) => `${text}.`);
    await collector.send(
      names.map((name) => ({ type: 'event', name, url: `https://${own}/` })),
      { site: own },
    );
    await collector.whenStored(names.length, own);
    for (const name of names) {
      const { results } = await collector.query({
        site_id: own,
        metrics: ['events'],
        dimensions: ['event:name'],
        filters: [['is', 'event:name', [name]]],
      });
      expect(results).toEqual([{ dimensions: [name.toWellFormed()], metrics: [1] }]);
    }
  });
});

it('asks about the site only', async () => {
  const { results } = await collector.query({ site_id: site, metrics: ['visits', 'events'] });
  expect(results[0]?.metrics).toEqual([0, 0]);
});
