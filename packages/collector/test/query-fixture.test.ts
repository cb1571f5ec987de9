import { DateTime } from 'luxon';
import type { Event, Filter, Query } from '@passerby/wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { useCollector } from './use-collector.ts';

// 438 events of 160 visits in Newfoundland (UTC-3:30 or -2:30), of six kinds. All numbers below are worked out by hand
// from this table; a person of kind "again" is one of "buyer", on the second day.
//
// | kind    | visits | from          | views                        | events        | read | lasts s | bounce |
// |---------|--------|---------------|------------------------------|---------------|------|---------|--------|
// | reader  | 30     | Google        | / /blog /blog/a              |               |      | 120     | no     |
// | buyer   | 20     | news, email   | / /shoes /pay                | purchase 20 € |      | 240     | no     |
// | passing | 40     | Facebook      | /                            |               | 9 s  | 9       | yes    |
// | engaged | 38     |               | /blog/a                      |               | 15 s | 20      | no     |
// | midnight| 12     | content=side  | /shoes /shoes/a, /shoes /pay | add, add      |      | 600     | no     |
// | again   | 20     |               | /thanks                      | purchase 5 €  |      | 60      | no     |
//
// "midnight" begins at 23:55 of the first day and ends at 00:05 of the second; the comma is midnight.
const collector = useCollector({ maxCacheBytes: 0 });
const site = 'season.example';
const zone = 'America/St_Johns';
const dayOne = DateTime.now().setZone(zone).startOf('day').minus({ days: 3 });
const dayTwo = dayOne.plus({ days: 1 });
const [one, two] = [dayOne.toISODate() ?? '', dayTwo.toISODate() ?? ''];

const chrome = (version: number, system: string): string =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`;
const german = '193.99.144.80';
const american = '8.8.8.8';

type Step = [at: string, page: string, event?: Partial<Event>];
interface Kind {
  visits: number;
  agent: string;
  address: string;
  day: DateTime;
  referrer?: string;
  steps: Step[];
}

const windows = 'Windows NT 10.0; Win64; x64';
const read = (seconds: number): Partial<Event> => ({
  type: 'engagement',
  engagedMs: seconds * 1_000,
  scrollDepth: seconds * 4,
});
const buy = (amount: number): Partial<Event> => ({
  type: 'event',
  name: 'purchase',
  revenue: { amount, currency: 'EUR' },
});
const add = (size: string): Partial<Event> => ({ type: 'event', name: 'add', props: { size } });

const kinds: Record<string, Kind> = {
  reader: {
    visits: 30,
    agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
    address: german,
    day: dayOne,
    referrer: 'https://www.google.com/',
    steps: [
      ['09:00:00', '/'],
      ['09:01:00', '/blog'],
      ['09:02:00', '/blog/a'],
    ],
  },
  buyer: {
    visits: 20,
    agent: chrome(142, windows),
    address: american,
    day: dayOne,
    steps: [
      ['10:00:00', '/?utm_source=news&utm_medium=email&utm_campaign=may&utm_content=top'],
      ['10:01:00', '/shoes'],
      ['10:03:00', '/pay'],
      ['10:04:00', '/pay', buy(20)],
    ],
  },
  passing: {
    visits: 40,
    agent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
    address: german,
    day: dayOne,
    referrer: 'https://www.facebook.com/',
    steps: [
      ['00:00:00', '/'],
      ['00:00:09', '/', read(9)],
    ],
  },
  engaged: {
    visits: 38,
    agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
    address: american,
    day: dayTwo,
    steps: [
      ['14:30:00', '/blog/a'],
      ['14:30:20', '/blog/a', read(15)],
    ],
  },
  midnight: {
    visits: 12,
    agent: chrome(141, windows),
    address: german,
    day: dayOne,
    steps: [
      ['23:55:00', '/shoes?utm_content=side'],
      ['23:57:00', '/shoes/a'],
      ['23:58:00', '/shoes/a', add('42')],
      ['24:01:00', '/shoes'],
      ['24:02:00', '/shoes', add('43')],
      ['24:05:00', '/pay'],
    ],
  },
  again: {
    visits: 20,
    agent: chrome(142, windows),
    address: american,
    day: dayTwo,
    steps: [
      ['11:00:00', '/thanks'],
      ['11:01:00', '/thanks', buy(5)],
    ],
  },
};

/** The clock of the zone; an hour of 24 is of the next day. */
function toTime(day: DateTime, at: string): number {
  const [hour = 0, minute = 0, second = 0] = at.split(':').map(Number);
  return day.plus({ hours: hour, minutes: minute, seconds: second }).toMillis();
}

beforeAll(async () => {
  await collector.addSite(site, { timezone: zone });
  for (const [kind, { visits, agent, address, day, referrer, steps }] of Object.entries(kinds)) {
    for (let person = 0; person < visits; person++) {
      const events = steps.map(([at, page, event = { type: 'pageview' as const }], index) => ({
        url: `https://${site}${page}`,
        time: toTime(day, at),
        ...(index === 0 && referrer !== undefined && { referrer }),
        ...event,
      })) as Partial<Event>[];
      await collector.send(
        events,
        { site, visitor: `${kind === 'again' ? 'buyer' : kind}-${person}` },
        { 'user-agent': agent, 'x-forwarded-for': address },
      );
    }
  }
  // Without what was read.
  await collector.whenStored(30 * 3 + 20 * 4 + 40 + 38 + 12 * 6 + 20 * 2, site);
}, 120_000);

const both: Query['date_range'] = [one, two];
const is = (dimension: Filter[1], ...values: string[]): Filter[] => [['is', dimension, values] as Filter];

/** What all visits of some kinds add up to. */
const all = {
  visitors: 30 + 20 + 40 + 38 + 12,
  visits: 30 + 20 + 40 + 38 + 12 + 20,
  pageviews: 30 * 3 + 20 * 3 + 40 + 38 + 12 * 4 + 20,
  events: 30 * 3 + 20 * 4 + 40 + 38 + 12 * 6 + 20 * 2,
};

describe('160 visits by hand', () => {
  it.each<[title: string, query: Partial<Query>, expected: (number | null)[]]>([
    [
      'in all',
      {
        metrics: [
          'visitors',
          'visits',
          'pageviews',
          'events',
          'bounce_rate',
          'visit_duration',
          'views_per_visit',
        ],
      },
      // 40 of 160 bounce; 30 × 120 + 20 × 240 + 40 × 9 + 38 × 20 + 12 × 600 + 20 × 60 = 17,920 s; 296 views.
      [all.visitors, all.visits, all.pageviews, all.events, 25, 112, 1.85],
    ],
    [
      'revenue of all',
      { metrics: ['total_revenue', 'average_revenue'] },
      [20 * 20 + 20 * 5, (20 * 20 + 20 * 5) / 40],
    ],
    [
      'the first day',
      { date_range: [one, one], metrics: ['visitors', 'visits', 'pageviews', 'events', 'total_revenue'] },
      [102, 102, 30 * 3 + 20 * 3 + 40 + 12 * 2, 30 * 3 + 20 * 4 + 40 + 12 * 3, 400],
    ],
    [
      'the second day, to which the visits over midnight belong as well',
      { date_range: [two, two], metrics: ['visitors', 'visits', 'pageviews', 'events', 'total_revenue'] },
      [20 + 38 + 12, 20 + 38 + 12, 20 + 38 + 12 * 2, 20 * 2 + 38 + 12 * 3, 100],
    ],
    [
      'one hour of the zone, which is no hour of UTC',
      {
        date_range: [`${one}T10:00:00${dayOne.toFormat('ZZ')}`, `${one}T10:59:59${dayOne.toFormat('ZZ')}`],
        metrics: ['visits', 'events'],
      },
      [20, 80],
    ],
    [
      'what was read',
      { filters: is('event:page', '/blog/a'), metrics: ['scroll_depth', 'time_on_page', 'visits'] },
      // 38 of the 68 visits told 15 s and 60 %.
      [60, Math.round((38 * 15) / 68), 68],
    ],
    [
      'of utm_content',
      { filters: is('visit:utm_content', 'side'), metrics: ['visits', 'pageviews', 'visit_duration'] },
      [12, 48, 600],
    ],
    [
      'of a version of a browser',
      { filters: is('visit:browser_version', '143'), metrics: ['visits', 'visit_duration', 'bounce_rate'] },
      [38, 20, 0],
    ],
    [
      'of a version of a system',
      { filters: is('visit:os_version', '18.6'), metrics: ['visits', 'visit_duration', 'bounce_rate'] },
      [40, 9, 100],
    ],
    [
      'of a medium',
      { filters: is('visit:utm_medium', 'email'), metrics: ['visits', 'total_revenue'] },
      [20, 400],
    ],
    [
      'of a system and not of a browser version',
      {
        filters: [...is('visit:os', 'Windows'), ['is_not', 'visit:browser_version', ['142']]],
        metrics: ['visits', 'events'],
      },
      [12, 72],
    ],
    [
      'of who bought',
      {
        filters: [['has_done', ['is', 'event:name', ['purchase']]]],
        metrics: ['visitors', 'visits', 'pageviews'],
      },
      [20, 40, 80],
    ],
    [
      'of who did not',
      { filters: [['has_not_done', ['is', 'event:name', ['purchase']]]], metrics: ['visitors', 'visits'] },
      [120, 120],
    ],
    [
      'of a page within some visits',
      {
        filters: [...is('event:page', '/shoes'), ...is('visit:country', 'DE')],
        metrics: ['visits', 'pageviews', 'events'],
      },
      [12, 24, 36],
    ],
  ])('%s', async (_, query, expected) => {
    const { results } = await collector.queryInCompany({ site_id: site, date_range: both, ...query });
    expect(results[0]?.metrics).toEqual(expected);
  });

  it.each<[dimension: NonNullable<Query['dimensions']>[number], expected: Record<string, number[]>]>([
    // Visits, page views, share of visits that bounce, seconds.
    [
      'visit:source',
      {
        Google: [30, 90, 0, 120],
        news: [20, 60, 0, 240],
        Facebook: [40, 40, 100, 9],
        'Direct / None': [70, 106, 0, 131],
      },
    ],
    [
      'visit:channel',
      {
        'Organic Search': [30, 90, 0, 120],
        Email: [20, 60, 0, 240],
        'Organic Social': [40, 40, 100, 9],
        Direct: [70, 106, 0, 131],
      },
    ],
    ['visit:country', { DE: [82, 178, 49, 136], US: [78, 118, 0, 87] }],
    ['visit:country_name', { Germany: [82, 178, 49, 136], 'United States': [78, 118, 0, 87] }],
    ['visit:device', { desktop: [120, 256, 0, 146], mobile: [40, 40, 100, 9] }],
    ['visit:browser', { Firefox: [68, 128, 0, 64], Chrome: [52, 128, 0, 254], Safari: [40, 40, 100, 9] }],
    [
      'visit:browser_version',
      {
        '144': [30, 90, 0, 120],
        '142': [40, 80, 0, 150],
        '18': [40, 40, 100, 9],
        '143': [38, 38, 0, 20],
        '141': [12, 48, 0, 600],
      },
    ],
    ['visit:os', { Linux: [68, 128, 0, 64], Windows: [52, 128, 0, 254], iOS: [40, 40, 100, 9] }],
    [
      'visit:entry_page',
      {
        '/': [90, 190, 44, 97],
        '/blog/a': [38, 38, 0, 20],
        '/shoes': [12, 48, 0, 600],
        '/thanks': [20, 20, 0, 60],
      },
    ],
    [
      'visit:exit_page',
      {
        '/blog/a': [68, 128, 0, 64],
        '/pay': [32, 108, 0, 375],
        '/': [40, 40, 100, 9],
        '/thanks': [20, 20, 0, 60],
      },
    ],
    ['visit:utm_content', { top: [20, 60, 0, 240], side: [12, 48, 0, 600], '': [128, 188, 31, 46] }],
    // Of a page: the visits that saw it, and the views of it.
    [
      'event:page',
      {
        '/': [90, 90, 44, 97],
        '/blog': [30, 30, 0, 120],
        '/blog/a': [68, 68, 0, 64],
        '/shoes': [32, 44, 0, 375],
        '/shoes/a': [12, 12, 0, 600],
        '/pay': [32, 32, 0, 375],
        '/thanks': [20, 20, 0, 60],
      },
    ],
    ['event:name', { pageview: [160, 296, 25, 112], purchase: [40, 0, 0, 150], add: [12, 0, 0, 600] }],
    ['event:props:size', { '42': [12, 0, 0, 600], '43': [12, 0, 0, 600], '(none)': [160, 296, 25, 112] }],
    ['time:day', { [one]: [102, 214, 39, 156], [two]: [70, 82, 0, 131] }],
    [
      'time:hour',
      {
        [`${one} 00:00:00`]: [40, 40, 100, 9],
        [`${one} 09:00:00`]: [30, 90, 0, 120],
        [`${one} 10:00:00`]: [20, 60, 0, 240],
        [`${one} 23:00:00`]: [12, 24, 0, 600],
        [`${two} 00:00:00`]: [12, 24, 0, 600],
        [`${two} 11:00:00`]: [20, 20, 0, 60],
        [`${two} 14:00:00`]: [38, 38, 0, 20],
      },
    ],
  ])('by %s', async (dimension, expected) => {
    const { results } = await collector.queryInCompany({
      site_id: site,
      date_range: both,
      metrics: ['visits', 'pageviews', 'bounce_rate', 'visit_duration'],
      dimensions: [dimension],
    });
    expect(Object.fromEntries(results.map(({ dimensions, metrics }) => [dimensions[0], metrics]))).toEqual(
      expected,
    );
  });
});
