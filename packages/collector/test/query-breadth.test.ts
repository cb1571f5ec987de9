import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DateTime } from 'luxon';
import type { Event, Filter, GoalSummary, NewGoal, Query, QueryReply } from '@passerby/wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { ask, readError, site as empty, useCollector } from './use-collector.ts';

// Two days of a shop whose visitors agreed to be known, so that Ada is one visitor on both. All numbers below are
// worked out by hand from this table:
//
// | visit | who  | from              | pages                   | events                        | bounce |
// |-------|------|-------------------|-------------------------|-------------------------------|--------|
// | A     | ada  | day 1, newsletter | / /shoes /pay           | add (42), purchase (42) 49.50 | no     |
// | B     | ben  | day 1             | /shoes /                | add (43)                      | no     |
// | C     | cleo | day 2             | /                       |                               | yes    |
// | D     | ada  | day 2             | /thanks                 | purchase 10.50                | no     |
// | E     | ben  | day 2             | /blog/A /blog/b         |                               | no     |
const collector = useCollector({ maxCacheBytes: 0 });
const shop = 'breadth.example';
const dayOne = DateTime.utc().startOf('day').minus({ days: 2 });
const dayTwo = dayOne.plus({ days: 1 });
const [one, two] = [dayOne.toISODate() ?? '', dayTwo.toISODate() ?? ''];

const agents = {
  ada: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  ben: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  cleo: 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
};
const at = (day: DateTime, time: string, page: string): { time: number; url: string } => ({
  time: DateTime.fromISO(`${day.toISODate()}T${time}`, { zone: 'utc' }).toMillis(),
  url: `https://${shop}${page}`,
});
const view = (...place: Parameters<typeof at>): Partial<Event> => at(...place);
const read = (seconds: number, scrollDepth: number, ...place: Parameters<typeof at>): Partial<Event> => ({
  ...at(...place),
  type: 'engagement',
  engagedMs: seconds * 1000,
  scrollDepth,
});
const did = (
  name: string,
  more: Partial<Event> & { revenue?: { amount: number; currency: string } },
  ...place: Parameters<typeof at>
): Partial<Event> => ({ ...at(...place), type: 'event', name, ...more });
const euros = (amount: number): { revenue: { amount: number; currency: string } } => ({
  revenue: { amount, currency: 'EUR' },
});

const visits: [who: keyof typeof agents, events: Partial<Event>[]][] = [
  [
    'ada',
    [
      view(
        dayOne,
        '10:00',
        '/?utm_source=news&utm_medium=email&utm_campaign=may&utm_content=top&utm_term=boots',
      ),
      read(20, 80, dayOne, '10:00:30', '/'),
      view(dayOne, '10:01', '/shoes'),
      read(30, 60, dayOne, '10:01:40', '/shoes'),
      did('add', { props: { size: '42' } }, dayOne, '10:02', '/shoes'),
      view(dayOne, '10:03', '/pay'),
      did('purchase', { props: { size: '42', coupon: true }, ...euros(49.5) }, dayOne, '10:04', '/pay'),
    ],
  ],
  [
    'ben',
    [
      view(dayOne, '11:00', '/shoes'),
      read(10, 20, dayOne, '11:00:30', '/shoes'),
      did('add', { props: { size: '43' } }, dayOne, '11:05', '/shoes'),
      view(dayOne, '11:10', '/'),
    ],
  ],
  ['cleo', [view(dayTwo, '09:00', '/'), read(5, 100, dayTwo, '09:00:10', '/')]],
  ['ada', [view(dayTwo, '10:00', '/thanks'), did('purchase', euros(10.5), dayTwo, '10:01', '/thanks')]],
  ['ben', [view(dayTwo, '12:00', '/blog/A'), view(dayTwo, '12:01', '/blog/b')]],
];

const goals: NewGoal[] = [
  { name: 'Add', event: 'add' },
  { name: 'Purchase', event: 'purchase' },
  { name: 'Blog', page: '/blog/**', value: { amount: 2, currency: 'EUR' } },
  { page: '/thanks' },
];

const goalsOf = (site: string): string => `${collector.url}/api/v1/sites/${site}/goals`;
const addGoal = (site: string, goal: unknown): Promise<Response> =>
  fetch(goalsOf(site), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(goal),
  });

beforeAll(async () => {
  await collector.addSite(shop);
  for (const [visitor, events] of visits) {
    await collector.send(
      events,
      { site: shop, visitor },
      { 'user-agent': agents[visitor], 'x-forwarded-for': visitor === 'ben' ? '193.99.144.80' : '10.0.0.1' },
    );
  }
  await collector.whenStored(13, shop);
  for (const goal of goals) await addGoal(shop, goal);
});

const about = (query: Partial<Query>): Promise<QueryReply> =>
  collector.queryInCompany({ site_id: shop, date_range: [one, two], ...query });

/** The rows as `{ '<dimensions>': [metrics] }`. */
async function table(query: Partial<Query>): Promise<Record<string, (number | null)[]>> {
  const { results } = await about(query);
  return Object.fromEntries(results.map(({ dimensions, metrics }) => [dimensions.join(' | '), metrics]));
}

describe('metrics', () => {
  it('of all are the numbers worked out by hand', async () => {
    const reply = await about({
      metrics: [
        'visitors',
        'visits',
        'pageviews',
        'events',
        'bounce_rate',
        'total_revenue',
        'average_revenue',
      ],
    });
    expect(reply.results[0]?.metrics).toEqual([3, 5, 9, 13, 20, 60, 30]);
    expect(reply.meta.currency).toBe('EUR');
  });

  it('scroll_depth and time_on_page are those of a page, over the visits that saw it', async () => {
    // /: 80, none and 100 %, and 20, 0 and 5 s; /shoes: 60 and 20 %, 30 and 10 s.
    expect(
      await table({ metrics: ['scroll_depth', 'time_on_page', 'visits'], dimensions: ['event:page'] }),
    ).toEqual({
      '/': [90, 8, 3],
      '/shoes': [40, 20, 2],
      '/pay': [null, null, 1],
      '/thanks': [null, null, 1],
      '/blog/A': [null, null, 1],
      '/blog/b': [null, null, 1],
    });
    const filters: Filter[] = [['is', 'event:page', ['/shoes']]];
    expect((await about({ metrics: ['scroll_depth', 'time_on_page'], filters })).results[0]?.metrics).toEqual(
      [40, 20],
    );
  });

  it('percentage is of all visitors who pass the filters', async () => {
    expect(await table({ metrics: ['visitors', 'percentage'], dimensions: ['visit:entry_page'] })).toEqual({
      '/': [2, 66.7],
      '/shoes': [1, 33.3],
      '/thanks': [1, 33.3],
      '/blog/A': [1, 33.3],
    });
    const filters: Filter[] = [['is', 'visit:browser', ['Chrome']]];
    expect(await table({ metrics: ['percentage'], dimensions: ['visit:device'], filters })).toEqual({
      desktop: [100],
    });
  });

  it('of goals are worked out by hand', async () => {
    expect(
      await table({
        metrics: ['visitors', 'events', 'conversion_rate', 'total_revenue', 'average_revenue'],
        dimensions: ['event:goal'],
      }),
    ).toEqual({
      Add: [2, 2, 66.7, 0, null],
      Purchase: [1, 2, 33.3, 60, 30],
      Blog: [1, 2, 33.3, 4, 2],
      'Visit /thanks': [1, 1, 33.3, 0, null],
    });
  });

  it('group_conversion_rate is of the visitors of the group', async () => {
    const filters: Filter[] = [['is', 'event:goal', ['Add']]];
    const metrics: Query['metrics'] = ['visitors', 'conversion_rate', 'group_conversion_rate'];
    expect(await table({ metrics, dimensions: ['visit:device'], filters })).toEqual({
      desktop: [1, 33.3, 50],
      mobile: [1, 33.3, 100],
    });
    // A dimension of the visit: of / came Ada and Cleo.
    expect(await table({ metrics, dimensions: ['visit:entry_page'], filters })).toEqual({
      '/': [1, 33.3, 50],
      '/shoes': [1, 33.3, 100],
    });
    expect(await table({ metrics, dimensions: ['event:goal', 'visit:device'] })).toMatchObject({
      'Add | desktop': [1, 33.3, 50],
      'Add | mobile': [1, 33.3, 100],
      'Blog | mobile': [1, 33.3, 100],
    });
    expect(await table({ metrics, dimensions: ['event:goal'], filters })).toEqual({ Add: [2, 66.7, 66.7] });
  });

  it('can be ordered by', async () => {
    const { results } = await about({
      metrics: ['group_conversion_rate'],
      dimensions: ['visit:device'],
      filters: [['is', 'event:goal', ['Add']]],
    });
    expect(results.map(({ dimensions }) => dimensions[0])).toEqual(['mobile', 'desktop']);
  });
});

describe('dimensions', () => {
  it.each<[NonNullable<Query['dimensions']>[number], Record<string, number>]>([
    ['visit:entry_page', { '/': 2, '/shoes': 1, '/thanks': 1, '/blog/A': 1 }],
    ['visit:exit_page', { '/pay': 1, '/': 2, '/thanks': 1, '/blog/b': 1 }],
    ['visit:utm_source', { news: 1, '': 4 }],
    ['visit:utm_medium', { email: 1, '': 4 }],
    ['visit:utm_campaign', { may: 1, '': 4 }],
    ['visit:utm_content', { top: 1, '': 4 }],
    ['visit:utm_term', { boots: 1, '': 4 }],
    ['visit:browser_version', { '142': 2, '18': 2, '144': 1 }],
    ['visit:os_version', { '10': 2, '18.6': 2, '': 1 }],
    ['event:props:size', { '42': 1, '43': 1, '(none)': 5 }],
    ['event:props:coupon', { true: 1, '(none)': 5 }],
    ['event:props', { size: 2, coupon: 1 }],
    ['event:currency', { EUR: 2, '': 5 }],
    ['event:goal', { Add: 2, Purchase: 2, Blog: 1, 'Visit /thanks': 1 }],
  ])('%s', async (dimension, visitsOf) => {
    const expected = Object.fromEntries(Object.entries(visitsOf).map(([value, count]) => [value, [count]]));
    expect(await table({ metrics: ['visits'], dimensions: [dimension] })).toEqual(expected);
  });

  it('time:minute, time:week and time:month begin where the calendar does', async () => {
    const morning: Query['date_range'] = [`${one}T10:00:00Z`, `${one}T10:03:30Z`];
    expect(await table({ metrics: ['events'], dimensions: ['time:minute'], date_range: morning })).toEqual({
      [`${one} 10:00:00`]: [1],
      [`${one} 10:01:00`]: [1],
      [`${one} 10:02:00`]: [1],
      [`${one} 10:03:00`]: [1],
    });
    for (const step of ['week', 'month'] as const) {
      const expected: Record<string, number[]> = {};
      for (const [day, count] of [
        [dayOne, 2],
        [dayTwo, 3],
      ] as const) {
        const label = day.startOf(step).toISODate() ?? '';
        expected[label] = [(expected[label]?.[0] ?? 0) + count];
      }
      const { results, meta } = await about({
        metrics: ['visits'],
        dimensions: [`time:${step}`],
        include: { time_labels: true },
      });
      expect(Object.fromEntries(results.map((row) => [row.dimensions[0], row.metrics]))).toEqual(expected);
      expect(meta.time_labels).toEqual(Object.keys(expected));
    }
  });

  it('time is by hour, day or month, by the length of the range', async () => {
    const labels = async (date_range: Query['date_range']): Promise<string | undefined> =>
      (await about({ metrics: ['visits'], dimensions: ['time'], date_range })).results[0]?.dimensions[0];
    expect(await labels([one, one])).toBe(`${one} 10:00:00`);
    expect(await labels('7d')).toBe(one);
    expect(await labels('12mo')).toBe(dayOne.startOf('month').toISODate());
  });
});

describe('filters', () => {
  const leaf: Filter = ['is', 'event:page', ['/pay']];
  const cases: [title: string, filters: Filter[], visits: number, pageviews: number][] = [
    ['contains_not', [['contains_not', 'event:page', ['blog', 'pay']]], 4, 6],
    ['matches', [['matches', 'event:page', ['^/blog/[A-Z]$', '^/p.y$']]], 2, 2],
    ['matches_not', [['matches_not', 'event:page', ['^/blog', 'shoes$']]], 4, 5],
    ['matches a line break nowhere', [['matches', 'event:page', ['^/.$']]], 0, 0],
    ['is, in any case', [['is', 'event:page', ['/BLOG/a'], { case_sensitive: false }]], 1, 1],
    ['is, with case by default', [['is', 'event:page', ['/BLOG/a']]], 0, 0],
    ['is, with case', [['is', 'event:page', ['/blog/a'], { case_sensitive: true }]], 0, 0],
    ['is_not, in any case', [['is_not', 'event:page', ['/BLOG/a'], { case_sensitive: false }]], 5, 8],
    ['contains, in any case', [['contains', 'event:page', ['BLOG'], { case_sensitive: false }]], 1, 2],
    [
      'contains_not, in any case',
      [['contains_not', 'event:page', ['BLOG'], { case_sensitive: false }]],
      4,
      7,
    ],
    ['matches, in any case', [['matches', 'event:page', ['^/BLOG/.$'], { case_sensitive: false }]], 1, 2],
    ['of a property', [['is', 'event:props:size', ['42', '43']]], 2, 0],
    ['of a property that is missing', [['is', 'event:props:size', ['(none)']]], 5, 9],
    ['of a currency', [['is', 'event:currency', ['EUR']]], 2, 0],
    ['of a goal', [['is', 'event:goal', ['Purchase', 'Blog']]], 3, 2],
    ['of a goal not reached', [['is_not', 'event:goal', ['Add', 'Blog']]], 4, 7],
    ['of goals by a part of their name', [['contains', 'event:goal', ['Visit']]], 1, 1],
    ['of the entry page', [['is', 'visit:entry_page', ['/']]], 2, 4],
    ['of the exit page', [['matches', 'visit:exit_page', ['^/(pay|thanks)$']]], 2, 4],
    ['of the exit page, one of two', [['matches', 'visit:exit_page', ['^/pay$', '^/thanks$']]], 2, 4],
    ['or, of event and visit', [['or', [leaf, ['is', 'visit:entry_page', ['/shoes']]]]], 2, 3],
    [
      'or, of visits',
      [
        [
          'or',
          [
            ['is', 'visit:exit_page', ['/pay']],
            ['is', 'visit:utm_source', ['']],
          ],
        ],
      ],
      5,
      9,
    ],
    ['and, of event and visit', [['and', [leaf, ['is', 'visit:utm_term', ['boots']]]]], 1, 1],
    ['not', [['not', ['is', 'event:page', ['/', '/shoes']]]], 3, 4],
    ['not, of the visit', [['not', ['is', 'visit:entry_page', ['/', '/shoes']]]], 2, 3],
    ['not, of both', [['not', ['or', [leaf, ['is', 'visit:entry_page', ['/shoes', '/']]]]]], 2, 3],
    ['has_done', [['has_done', ['is', 'event:name', ['purchase']]]], 2, 4],
    ['has_not_done', [['has_not_done', ['is', 'event:name', ['purchase']]]], 3, 5],
    [
      'has_done and has_not_done',
      [
        ['has_done', ['is', 'event:goal', ['Add']]],
        ['has_not_done', ['is', 'event:page', ['/pay']]],
      ],
      1,
      2,
    ],
    ['not has_done', [['not', ['has_done', ['is', 'event:name', ['purchase']]]]], 3, 5],
    ['has_done of the visit', [['has_done', ['is', 'visit:entry_page', ['/shoes']]]], 1, 2],
    [
      'several',
      [
        ['is', 'visit:device', ['desktop']],
        ['not', leaf],
      ],
      3,
      4,
    ],
  ];

  it.each(cases)('%s', async (_title, filters, visitsLeft, pageviews) => {
    const { results } = await about({ metrics: ['visits', 'pageviews'], filters });
    expect(results[0]?.metrics).toEqual([visitsLeft, pageviews]);
  });
});

describe('an expression that is none is answered 400', () => {
  const page = (...values: string[]): Filter => ['matches', 'event:page', values];
  it.each<[site: string, filters: Filter[], message: string]>([
    [shop, [page('a', '(')], 'filters.0.2.1: is no regular expression in the syntax of RE2 (missing ): ()'],
    // Of a site that has sent nothing, too.
    [
      empty,
      [page('a'), page('(?=a)')],
      'filters.1.2.0: is no regular expression in the syntax of RE2 (invalid perl operator: (?=)',
    ],
    [
      empty,
      [['or', [page('a'), ['not', ['matches_not', 'visit:source', ['['], { case_sensitive: false }]]]]],
      'filters.0.1.1.1.2.0: is no regular expression in the syntax of RE2 (missing ]: [)',
    ],
  ])('of %s, by its path', async (site_id, filters, message) => {
    const query = { site_id, metrics: ['visits'], date_range: [one, two], filters };
    expect(await readError(await ask(collector.url, query))).toEqual({
      status: 400,
      code: 'invalid_query',
      message,
    });
  });
});

describe('comparisons', () => {
  it('put the previous period beside each row', async () => {
    const { results, meta } = await about({
      date_range: [two, two],
      metrics: ['visits', 'pageviews', 'bounce_rate'],
      include: { comparisons: { mode: 'previous_period' } },
    });
    expect(results).toEqual([
      {
        dimensions: [],
        metrics: [3, 4, 33],
        comparison: { dimensions: [], metrics: [2, 5, 0], change: [50, -20, 33] },
      },
    ]);
    expect(meta.comparison_date_range).toEqual([dayOne.toISO(), dayTwo.toISO()]);
  });

  it('of a dimension find the same row, or none', async () => {
    const { results } = await about({
      date_range: [two, two],
      metrics: ['visits', 'visit_duration'],
      dimensions: ['event:page'],
      order_by: [['event:page', 'asc']],
      include: { comparisons: { mode: 'previous_period' } },
    });
    const change = (page: string): unknown =>
      results.find(({ dimensions }) => dimensions[0] === page)?.comparison;
    expect(change('/')).toEqual({ dimensions: ['/'], metrics: [2, 420], change: [-50, -97.6] });
    expect(change('/thanks')).toEqual({ dimensions: ['/thanks'], metrics: [0, null], change: [null, null] });
  });

  it('of time put the same places beside each other', async () => {
    const { results, meta } = await about({
      date_range: [two, two],
      metrics: ['pageviews'],
      dimensions: ['time:hour'],
      include: { comparisons: { mode: 'custom', date_range: [one, one] }, time_labels: true },
    });
    expect(results.map(({ dimensions, comparison }) => [dimensions[0], comparison])).toEqual([
      [`${two} 09:00:00`, { dimensions: [`${one} 09:00:00`], metrics: [0], change: [null] }],
      [`${two} 10:00:00`, { dimensions: [`${one} 10:00:00`], metrics: [3], change: [-66.7] }],
      [`${two} 12:00:00`, { dimensions: [`${one} 12:00:00`], metrics: [0], change: [null] }],
    ]);
    expect([meta.time_labels?.[9], meta.comparison_time_labels?.[9]]).toEqual([
      `${two} 09:00:00`,
      `${one} 09:00:00`,
    ]);
  });

  it('with a year ago find nothing yet', async () => {
    const { results, meta } = await about({
      metrics: ['visitors'],
      include: { comparisons: { mode: 'year_over_year' } },
    });
    expect(results[0]?.comparison).toEqual({ dimensions: [], metrics: [0], change: [null] });
    expect(meta.comparison_date_range?.[0]).toBe(dayOne.minus({ years: 1 }).toISO());
  });
});

it('include.explain says what ClickHouse is going to do', async () => {
  const { meta } = await about({ metrics: ['visits'], include: { explain: true } });
  expect(meta.explain?.join('\n')).toMatch(/ReadFromMergeTree \(\S*events\)[^]*Granules: /);
});

describe('revenue in two currencies', () => {
  const abroad = 'abroad.example';
  const revenue: Partial<Query> = { site_id: abroad, metrics: ['total_revenue', 'events'] };

  beforeAll(async () => {
    await collector.addSite(abroad);
    for (const [amount, currency] of [
      [10, 'EUR'],
      [0.1, 'EUR'],
      [0.2, 'EUR'],
      [1000, 'JPY'],
    ] as const) {
      await collector.send(
        [
          { type: 'event', name: 'buy', url: `https://${abroad}/`, revenue: { amount, currency } },
        ] as Partial<Event>[],
        { site: abroad },
      );
    }
    await collector.whenStored(4, abroad);
  });

  it('has no sum, and the answer says what to do', async () => {
    const { results, meta } = await collector.query(revenue);
    expect(results[0]?.metrics).toEqual([null, 4]);
    expect(meta.metric_warnings?.total_revenue).toEqual({
      code: 'several_currencies',
      warning: 'the revenue is in EUR, JPY; filter by event:currency, or group by it',
    });
    expect(meta.currency).toBeUndefined();
  });

  it('has one by currency, exact to the cent', async () => {
    const grouped = await collector.query({ ...revenue, dimensions: ['event:currency'] });
    expect(grouped.results).toEqual([
      { dimensions: ['JPY'], metrics: [1000, 1] },
      { dimensions: ['EUR'], metrics: [10.3, 3] },
    ]);
    const filtered = await collector.query({ ...revenue, filters: [['is', 'event:currency', ['EUR']]] });
    expect([filtered.results[0]?.metrics, filtered.meta.currency]).toEqual([[10.3, 3], 'EUR']);
  });
});

describe('goals', () => {
  const own = 'goals.example';
  beforeAll(() => collector.addSite(own));
  const list = async (): Promise<GoalSummary[]> =>
    ((await (await fetch(goalsOf(own))).json()) as { goals: GoalSummary[] }).goals;

  it('are added, listed by name and deleted', async () => {
    expect(await list()).toEqual([]);
    const page = (await (await addGoal(own, { page: '/thanks' })).json()) as GoalSummary;
    const value = { amount: 5, currency: 'EUR' };
    const event = (await (await addGoal(own, { event: 'signup', value })).json()) as GoalSummary;
    expect(await list()).toEqual([
      { id: page.id, name: 'Visit /thanks', page: '/thanks' },
      { id: event.id, name: 'signup', event: 'signup', value },
    ]);
    expect((await fetch(`${goalsOf(own)}/${page.id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await readError(await fetch(`${goalsOf(own)}/${page.id}`, { method: 'DELETE' }))).toMatchObject({
      status: 404,
      code: 'not_found',
    });
    expect((await list()).map(({ name }) => name)).toEqual(['signup']);
    // Another site's is none of this one's.
    const others = (await (await fetch(goalsOf(shop))).json()) as { goals: GoalSummary[] };
    const { id } = others.goals[0] ?? { id: 0 };
    expect((await fetch(`${goalsOf(own)}/${id}`, { method: 'DELETE' })).status).toBe(404);
  });

  it.each<[string, object, RegExp]>([
    ['neither event nor page', { name: 'x' }, /give one of event and page/],
    ['both', { event: 'x', page: '/' }, /give one of event and page/],
    ['a page that is no path', { page: 'thanks' }, /begin it with a slash/],
    ['a currency that is none', { event: 'x', value: { amount: 1, currency: 'euro' } }, /^value\.currency: /],
    ['an unknown field', { event: 'x', url: '/' }, /^url: is not known here/],
  ])('of %s are refused', async (_title, goal, message) => {
    const error = await readError(await addGoal(own, goal));
    expect(error).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(error.message).toMatch(message);
  });

  it('of a name that is taken are refused', async () => {
    await addGoal(own, { event: 'twice' });
    expect(await readError(await addGoal(own, { event: 'twice' }))).toMatchObject({
      status: 409,
      code: 'already_exists',
    });
  });
});

describe('passerby goal', () => {
  const own = 'goal-command.example';
  beforeAll(() => collector.addSite(own));
  const program = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
  const run = async (...words: string[]): Promise<string> => {
    const { dataDir } = collector.config;
    const args = [program, 'goal', ...words, '--data-dir', dataDir];
    return (await promisify(execFile)(process.execPath, args)).stdout.trim();
  };

  it('adds, lists and deletes beside a running collector, which heeds it at once', async () => {
    await run('add', own, '--event', 'signup', '--value', '9.90 EUR');
    const { goals: known } = (await (await fetch(goalsOf(own))).json()) as { goals: GoalSummary[] };
    const id = known[0]?.id ?? 0;
    expect(known).toEqual([{ id, name: 'signup', event: 'signup', value: { amount: 9.9, currency: 'EUR' } }]);
    await run('add', own, '--page', '/thanks', '--name', 'Thanked');
    const lines = (await run('list', own)).split('\n').map((line) => line.split('\t').slice(1));
    expect(lines).toEqual([
      ['Thanked', '--page /thanks'],
      ['signup', '--event signup', '9.9 EUR'],
    ]);
    await run('delete', own, String(id));
    expect(await run('list', own)).not.toContain('signup');
    // Six programs, each some seconds on a busy machine.
  }, 120_000);

  it.each([
    [['delete', own, '999'], /passerby: there is no goal 999; "passerby goal list goal-command.example"/],
    [['add', 'nobody.example', '--event', 'x'], /passerby: there is no site nobody.example; add it/],
    [['add', own, '--event', 'x', '--page', '/'], /passerby: a goal is reached by an event or on a page/],
    [['add', own, '--event', 'x'.repeat(129)], /passerby: event: /],
    [['add', own, '--event', 'x', '--value', '9 euro'], /give an amount and a currency, such as "9.90 EUR"/],
  ])('%j says what is wrong', async (words, message) => {
    await expect(run(...words)).rejects.toThrow(message);
  });
});
