import { DateTime } from 'luxon';
import type {
  Event,
  Filter,
  FunnelQuery,
  FunnelReply,
  NewGoal,
  PathsQuery,
  PathsReply,
  RetentionQuery,
  RetentionReply,
  RevenueQuery,
  RevenueReply,
} from '@passerby/wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { readError, site, useCollector, whenInTime } from './use-collector.ts';

// Three days of a shop in Kolkata (UTC+5:30). All numbers below are worked out by hand from this table. Who is known
// agreed to be known again; Dan did not.
//
// | visit | who          | day, from | pages              | events                                       |
// |-------|--------------|-----------|--------------------|----------------------------------------------|
// | A1    | ada          | 1, news   | / /shoes /pay      | add (42), purchase (42) EUR 49.50            |
// | B1    | ben (iPhone) | 1         | /shoes /           | add (43), after /shoes                       |
// | C1    | cleo         | 2         | /                  |                                              |
// | A2    | ada          | 2         | /thanks            | purchase EUR 10.50                           |
// | D1    | dan, unknown | 2         | / /shoes twice /pay|                                              |
// | C2    | cleo         | 3, 00:30  | /                  |                                              |
// | E1    | eve          | 3         | /shoes /pay        | in the same millisecond, in the order of seq |
// | F1    | finn         | 3         | /pay /shoes        | in the same millisecond, in the order of seq |
// | G1    | gus          | 3         | /shoes /pay        | in the same millisecond, both without seq    |
// | B2    | ben          | 3         | /pay               | purchase USD 5                               |
const collector = useCollector();
const shop = 'reports.example';
const zone = 'Asia/Kolkata';
const dayOne = DateTime.now().setZone(zone).startOf('day').minus({ days: 4 });
const days = [1, 2, 3].map((day) => dayOne.plus({ days: day - 1 }).toISODate() ?? '');
const [one = '', two = '', three = ''] = days;

const desktop =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const iPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1';

const at = (day: string, time: string, page: string, more: object = {}): Partial<Event> => ({
  time: DateTime.fromISO(`${day}T${time}`, { zone }).toMillis(),
  url: `https://${shop}${page}`,
  ...more,
});
const did = (name: string, size?: string, amount?: number, currency = 'EUR'): object => ({
  type: 'event',
  name,
  ...(size && { props: { size } }),
  ...(amount && { revenue: { amount, currency } }),
});

const visits: [who: string, events: Partial<Event>[]][] = [
  [
    'ada',
    [
      at(one, '10:00', '/?utm_source=news'),
      at(one, '10:01', '/shoes'),
      at(one, '10:02', '/shoes', did('add', '42')),
      at(one, '10:03', '/pay'),
      at(one, '10:04', '/pay', did('purchase', '42', 49.5)),
    ],
  ],
  ['ben', [at(one, '11:00', '/shoes'), at(one, '11:05', '/shoes', did('add', '43')), at(one, '11:10', '/')]],
  ['cleo', [at(two, '09:00', '/')]],
  ['ada', [at(two, '10:00', '/thanks'), at(two, '10:01', '/thanks', did('purchase', undefined, 10.5))]],
  [
    'dan',
    [at(two, '14:00', '/'), at(two, '14:01', '/shoes'), at(two, '14:02', '/shoes'), at(two, '14:03', '/pay')],
  ],
  ['cleo', [at(three, '00:30', '/')]],
  ['eve', [at(three, '08:00', '/pay', { seq: 2 }), at(three, '08:00', '/shoes', { seq: 1 })]],
  ['finn', [at(three, '08:00', '/pay', { seq: 1 }), at(three, '08:00', '/shoes', { seq: 2 })]],
  [
    'gus',
    [
      at(three, '08:00', '/pay', { id: '00000000-0000-7000-8000-00000000000b' }),
      at(three, '08:00', '/shoes', { id: '00000000-0000-7000-8000-00000000000a' }),
    ],
  ],
  ['ben', [at(three, '12:00', '/pay'), at(three, '12:01', '/pay', did('purchase', undefined, 5, 'USD'))]],
];

const goals: NewGoal[] = [
  { name: 'Add', event: 'add', value: { amount: 2, currency: 'EUR' } },
  { name: 'Purchase', event: 'purchase' },
];

beforeAll(async () => {
  await collector.addSite(shop, { timezone: zone });
  for (const [visitor, events] of visits) {
    await collector.send(
      events,
      { site: shop, ...(visitor !== 'dan' && { visitor }) },
      { 'user-agent': visitor === 'ben' ? iPhone : desktop, 'x-forwarded-for': '10.0.0.1' },
    );
  }
  await collector.whenStored(24, shop);
  for (const goal of goals) {
    await fetch(`${collector.url}/api/v1/sites/${shop}/goals`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(goal),
    });
  }
});

const post = (report: string, body: object): Promise<Response> =>
  whenInTime(() =>
    fetch(`${collector.url}/api/v1/reports/${report}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ site_id: shop, date_range: [one, three], ...body }),
    }),
  );

async function ask<Reply>(report: string, body: object): Promise<Reply> {
  const response = await post(report, body);
  const reply = await response.json();
  expect({ status: response.status, reply }).toEqual({ status: 200, reply });
  return reply as Reply;
}

const funnel = (query: Partial<FunnelQuery>): Promise<FunnelReply> => ask('funnel', query);
const retention = (query: Partial<RetentionQuery>): Promise<RetentionReply> => ask('retention', query);
const paths = (query: Partial<PathsQuery>): Promise<PathsReply> => ask('paths', query);
const revenue = (query: Partial<RevenueQuery>): Promise<RevenueReply> => ask('revenue', query);

describe('a funnel', () => {
  const [shoes, pay, add, purchase] = [
    { page: '/shoes' },
    { page: '/pay' },
    { event: 'add' },
    { goal: 'Purchase' },
  ];
  const visitorsOf = async (query: Partial<FunnelQuery>): Promise<number[]> =>
    (await funnel(query)).steps.map(({ visitors }) => visitors);
  const byValue = async (query: Partial<FunnelQuery>): Promise<Record<string, number[]>> =>
    Object.fromEntries(
      ((await funnel(query)).breakdown ?? []).map(({ value, steps }) => [
        value,
        steps.map(({ visitors }) => visitors),
      ]),
    );

  it('tells how many visitors do each step, leave before it, and in percent', async () => {
    const { steps, breakdown, meta, query } = await funnel({ steps: [shoes, add, purchase] });
    // Six see the shoes, Ada and Ben add them; Ben buys two days later.
    expect(steps).toEqual([
      { name: '/shoes', visitors: 6, dropped: 0, step_rate: 100, conversion_rate: 100 },
      { name: 'add', visitors: 2, dropped: 4, step_rate: 33.3, conversion_rate: 33.3 },
      { name: 'Purchase', visitors: 1, dropped: 1, step_rate: 50, conversion_rate: 16.7 },
    ]);
    expect({ breakdown, meta }).toEqual({ breakdown: undefined, meta: {} });
    expect(query).toMatchObject({ window: 86_400, limit: 10, date_range: [`${one}T00:00:00.000+05:30`, {}] });
  });

  it('goes on over visits until the window ends, to the second', async () => {
    // From 11:00 on the first day to 12:01 on the third.
    const seconds = (2 * 24 + 1) * 3600 + 60;
    expect(await visitorsOf({ steps: [shoes, add, purchase], window: seconds })).toEqual([6, 2, 2]);
    expect(await visitorsOf({ steps: [shoes, add, purchase], window: seconds - 1 })).toEqual([6, 2, 1]);
  });

  it('takes steps in their order only, in the same millisecond in that of seq', async () => {
    // From /shoes to /pay: Ada, Dan, Eve; Ben after two days. Finn went the other way, and of Gus nobody knows.
    expect(await visitorsOf({ steps: [shoes, pay] })).toEqual([6, 3]);
    expect(await visitorsOf({ steps: [pay, shoes] })).toEqual([6, 1]);
  });

  it('takes no event for two steps', async () => {
    // Dan alone looked at the shoes twice.
    expect(await visitorsOf({ steps: [shoes, { page: '/sho*' }] })).toEqual([6, 1]);
    expect(await visitorsOf({ steps: [shoes, shoes, shoes] })).toEqual([6, 1, 0]);
  });

  it('has filters for a step, which its event must pass', async () => {
    const small: Filter[] = [['is', 'event:props:size', ['43']]];
    expect(await visitorsOf({ steps: [shoes, { ...add, filters: small }] })).toEqual([6, 1]);
    const news: Filter[] = [['is', 'visit:source', ['news']]];
    expect(await visitorsOf({ steps: [{ ...shoes, filters: news }, pay] })).toEqual([1, 1]);
  });

  it.each<[string, Filter[], number[]]>([
    // A1, D1, E1, F1, G1 and B2, in which Ben sees no shoes.
    ['an event', [['is', 'event:page', ['/pay']]], [5, 1]],
    ['a visit', [['is', 'visit:device', ['mobile']]], [1, 1]],
    [
      'both',
      [
        ['is', 'event:page', ['/pay']],
        ['is', 'visit:source', ['news']],
      ],
      [1, 1],
    ],
    ['what was not done', [['has_not_done', ['is', 'event:goal', ['Add']]]], [4, 0]],
  ])('looks at the visits that a filter on %s chooses', async (_title, filters, visitors) => {
    expect(await visitorsOf({ steps: [shoes, add], filters })).toEqual(visitors);
  });

  it('is broken down by what was the case at the first step', async () => {
    const steps = [shoes, pay];
    expect(await byValue({ steps, breakdown: 'visit:device' })).toEqual({ desktop: [5, 3], mobile: [1, 0] });
    expect(await byValue({ steps, breakdown: 'visit:source' })).toEqual({
      'Direct / None': [5, 2],
      news: [1, 1],
    });
    expect(await byValue({ steps: [add, purchase], breakdown: 'event:props:size' })).toEqual({
      '42': [1, 1],
      '43': [1, 0],
    });
  });

  it('is of all, however few of the values are told', async () => {
    const { steps, breakdown } = await funnel({ steps: [shoes, pay], breakdown: 'visit:device', limit: 1 });
    expect(steps.map(({ visitors }) => visitors)).toEqual([6, 3]);
    expect(breakdown?.map(({ value }) => value)).toEqual(['desktop']);
  });

  it('of nobody has no rates', async () => {
    const { steps, breakdown } = await funnel({
      steps: [{ page: '/none' }, pay],
      breakdown: 'visit:device',
    });
    expect(steps).toEqual([
      { name: '/none', visitors: 0, dropped: 0, step_rate: null, conversion_rate: null },
      { name: '/pay', visitors: 0, dropped: 0, step_rate: null, conversion_rate: null },
    ]);
    expect(breakdown).toEqual([]);
  });
});

describe('a funnel of random visits', () => {
  const random = 'random.example';
  const ofStep = ['/a', '/b', '/a', '/c'];
  const start = dayOne.plus({ hours: 9 }).toMillis();
  // Few milliseconds and few places in a page load, so that many are the same. Park and Miller's generator.
  let state = 7;
  const pick = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
  const walks = Array.from({ length: 60 }, () =>
    Array.from({ length: 8 }, () => ({
      time: start + 500 * pick(12) + pick(2),
      seq: 1 + pick(3),
      page: `/${'abc'[pick(3)]}`,
    })),
  );
  type View = (typeof walks)[number][number];

  /** The most steps of any chain, by trying them all. */
  function count(views: View[], windowMs: number, done: View[] = []): number {
    const [first, last] = [done[0], done.at(-1)];
    const next = views.filter(
      (view) =>
        view.page === ofStep[done.length] &&
        (!last || view.time > last.time || (view.time === last.time && view.seq > last.seq)) &&
        // Within a millisecond, the place in the page load tells how late it is.
        (!first || view.time + view.seq / 1024 - first.time - first.seq / 1024 < windowMs + 1),
    );
    return next.reduce((most, view) => Math.max(most, count(views, windowMs, [...done, view])), done.length);
  }

  beforeAll(async () => {
    await collector.addSite(random, { timezone: zone });
    for (const [index, views] of walks.entries()) {
      await collector.send(
        views.map(({ page, ...view }) => ({ ...view, url: `https://${random}${page}` })),
        { site: random, visitor: `visitor ${index}` },
      );
    }
    await collector.whenStored(60 * 8, random);
  });

  it.each([1, 2, 3, 86_400])('is that of all chains of events within %i s', async (window) => {
    const levels = walks.map((views) => count(views, window * 1000));
    const { steps } = await funnel({
      site_id: random,
      window,
      steps: ofStep.map((page) => ({ page })),
    });
    expect(steps.map(({ visitors }) => visitors)).toEqual(
      ofStep.map((_, index) => levels.filter((level) => level > index).length),
    );
  });
});

describe('retention', () => {
  it('is by the day of the first visit, in the zone of the site', async () => {
    const { cohorts, meta } = await retention({ period: 'day' });
    // Ada comes on the days 1 and 2, Ben 1 and 3, Cleo 2 and 3 (in UTC still 2), Eve, Finn and Gus 3.
    expect(cohorts).toEqual([
      { cohort: one, visitors: 2, returned: [2, 1, 1], rates: [100, 50, 50] },
      { cohort: two, visitors: 1, returned: [1, 1], rates: [100, 100] },
      { cohort: three, visitors: 3, returned: [3], rates: [100] },
    ]);
    expect(meta).toMatchObject({ visits: 10, identified_visits: 9, warning: { code: 'identified_only' } });
    expect(meta.warning?.warning).toMatch(/^1 of 10 visits /);
  });

  it('has nobody in a cohort who came before the range', async () => {
    const { cohorts } = await retention({ period: 'day', date_range: [two, three] });
    expect(cohorts.map(({ returned }) => returned)).toEqual([[1, 1], [3]]);
  });

  it('looks at the visits that a filter chooses', async () => {
    const { cohorts, meta } = await retention({ period: 'day', filters: [['is', 'event:page', ['/pay']]] });
    // Ben first comes on day 3 then.
    expect(cohorts.map(({ returned }) => returned)).toEqual([[1, 0, 0], [0, 0], [4]]);
    expect(cohorts[1]?.rates).toEqual([null, null]);
    expect(meta).toMatchObject({ visits: 6, identified_visits: 5 });
  });

  it.each(['week', 'month'] as const)('by %s begins where the calendar does', async (period) => {
    const { cohorts } = await retention({ period });
    const comings: Record<string, number[]> = {
      ada: [0, 1],
      ben: [0, 2],
      cleo: [1, 2],
      eve: [2],
      finn: [2],
      gus: [2],
    };
    const labels = days.map((day) => DateTime.fromISO(day, { zone }).startOf(period).toISODate() ?? '');
    const all = [...new Set(labels)];
    expect(cohorts.map(({ cohort, returned }) => [cohort, returned])).toEqual(
      all.map((cohort, index) => [
        cohort,
        all.slice(index).map(
          (label) =>
            Object.values(comings)
              .map((each) => each.map((day) => labels[day]))
              .filter((each) => each[0] === cohort && each.includes(label)).length,
        ),
      ]),
    );
  });

  it('has no cohorts of the future', async () => {
    const tomorrow = DateTime.now().setZone(zone).plus({ days: 1 }).toISODate() ?? '';
    const { cohorts } = await retention({ period: 'day', date_range: [tomorrow, tomorrow] });
    expect(cohorts).toEqual([]);
  });
});

describe('paths', () => {
  /** `step kind page: visits` of each node, and `source > target: visits` of each link. */
  async function draw(
    query: Partial<PathsQuery>,
  ): Promise<{ nodes: string[]; links: string[]; visits: number }> {
    const { nodes, links, meta } = await paths(query);
    const name = (index: number): string =>
      `${nodes[index]?.step} ${nodes[index]?.page || nodes[index]?.kind}`;
    return {
      nodes: nodes.map(({ visits: count }, index) => `${name(index)}: ${count}`),
      links: links.map(({ source, target, visits: count }) => `${name(source)} > ${name(target)}: ${count}`),
      visits: meta.visits,
    };
  }

  it('lead from where visits enter to where they leave', async () => {
    expect(await draw({ steps: 2, limit: 2 })).toEqual({
      visits: 10,
      nodes: [
        '0 /: 4', // A1, C1, D1, C2
        '0 /shoes: 3', // B1, E1, G1
        '0 other: 3', // A2, F1, B2
        '1 /shoes: 3', // A1, D1, F1
        '1 /pay: 2', // E1, G1
        '1 other: 1', // B1
        '1 exit: 4', // C1, C2, A2, B2
        '2 /pay: 2', // A1, D1
        '2 exit: 4', // B1, E1, F1, G1
      ],
      links: [
        '0 / > 1 /shoes: 2',
        '0 / > 1 exit: 2',
        '0 /shoes > 1 /pay: 2',
        '0 /shoes > 1 other: 1',
        '0 other > 1 /shoes: 1',
        '0 other > 1 exit: 2',
        '1 /shoes > 2 /pay: 2',
        '1 /shoes > 2 exit: 1',
        '1 /pay > 2 exit: 2',
        '1 other > 2 exit: 1',
      ],
    });
  });

  it('lead on from a page, from its first view in a visit', async () => {
    expect(await draw({ from: '/shoes', steps: 1 })).toEqual({
      visits: 6,
      nodes: ['0 /shoes: 6', '1 /pay: 4', '1 /: 1', '1 exit: 1'],
      links: ['0 /shoes > 1 /pay: 4', '0 /shoes > 1 /: 1', '0 /shoes > 1 exit: 1'],
    });
  });

  it('lead to a page, with the steps before it', async () => {
    expect(await draw({ to: '/pay', steps: 2 })).toEqual({
      visits: 6,
      nodes: ['-2 /: 2', '-2 entry: 2', '-1 /shoes: 4', '-1 entry: 2', '0 /pay: 6'],
      links: [
        '-2 / > -1 /shoes: 2',
        '-2 entry > -1 /shoes: 2',
        '-1 /shoes > 0 /pay: 4',
        '-1 entry > 0 /pay: 2',
      ],
    });
  });

  it('may be of pages that are alike', async () => {
    // Of A1 /pay comes first: as `*` would be / otherwise.
    expect((await draw({ from: '/p*', steps: 1 })).nodes).toEqual(['0 /pay: 6', '1 /shoes: 1', '1 exit: 5']);
  });

  it('are of the visits that a filter chooses, with all their pages', async () => {
    expect(await draw({ from: '/', steps: 1, filters: [['is', 'event:page', ['/pay']]] })).toMatchObject({
      visits: 2,
      nodes: ['0 /: 2', '1 /shoes: 2'],
    });
  });

  it('of no visit are empty', async () => {
    expect(await draw({ from: '/none' })).toEqual({ visits: 0, nodes: [], links: [] });
  });
});

describe('revenue', () => {
  it('is told by currency, over time, with the values of goals', async () => {
    const { currencies, meta, query } = await revenue({});
    expect(currencies).toEqual([
      {
        currency: 'EUR',
        revenue: 64, // 49.50 and 10.50, and 2 for each that is added
        sales: 4,
        buyers: 2,
        average: 16,
        over_time: [
          { time: one, revenue: 53.5, sales: 3, buyers: 2 },
          { time: two, revenue: 10.5, sales: 1, buyers: 1 },
        ],
      },
      {
        currency: 'USD',
        revenue: 5,
        sales: 1,
        buyers: 1,
        average: 5,
        over_time: [{ time: three, revenue: 5, sales: 1, buyers: 1 }],
      },
    ]);
    expect(meta).toEqual({ time_labels: days });
    expect(query).toMatchObject({ interval: 'time', limit: 10, goal_values: true });
  });

  it('is that of events alone where the values of goals are left out', async () => {
    const { currencies } = await revenue({ goal_values: false });
    expect(currencies).toMatchObject([
      { currency: 'EUR', revenue: 60, sales: 2, buyers: 1, average: 30 },
      { currency: 'USD', revenue: 5, sales: 1 },
    ]);
  });

  it.each<[NonNullable<RevenueQuery['breakdown']>, Record<string, [string, number, number, number][]>]>([
    [
      'visit:source',
      {
        EUR: [
          ['news', 51.5, 2, 1],
          ['Direct / None', 12.5, 2, 2],
        ],
        USD: [['Direct / None', 5, 1, 1]],
      },
    ],
    [
      'event:props:size',
      {
        EUR: [
          ['42', 51.5, 2, 1],
          ['(none)', 10.5, 1, 1],
          ['43', 2, 1, 1],
        ],
        USD: [['(none)', 5, 1, 1]],
      },
    ],
    [
      'event:goal',
      {
        EUR: [
          ['Purchase', 60, 2, 1],
          ['Add', 4, 2, 2],
        ],
        USD: [['Purchase', 5, 1, 1]],
      },
    ],
  ])('is broken down by %s', async (breakdown, expected) => {
    const { currencies } = await revenue({ breakdown });
    expect(
      Object.fromEntries(
        currencies.map(({ currency, breakdown: rows = [] }) => [
          currency,
          rows.map(({ value, revenue: sum, sales, buyers }) => [value, sum, sales, buyers]),
        ]),
      ),
    ).toEqual(expected);
    const first = await revenue({ breakdown, limit: 1 });
    expect(first.currencies.map((each) => each.breakdown?.length)).toEqual(currencies.map(() => 1));
  });

  it('is of the events that pass the filters', async () => {
    const { currencies } = await revenue({ filters: [['is', 'visit:source', ['news']]] });
    expect(currencies).toMatchObject([{ currency: 'EUR', revenue: 51.5, sales: 2 }]);
  });

  it('of nothing is nothing', async () => {
    const { currencies } = await revenue({ filters: [['is', 'event:page', ['/none']]] });
    expect(currencies).toEqual([]);
  });
});

describe('reports of a site that samples', () => {
  const sampling = 'sampling.example';

  beforeAll(async () => {
    await collector.addSite(sampling);
    for (const visitor of ['ada', 'ben']) {
      await collector.send([{ seq: 1 }, { seq: 2, url: `https://${sampling}/pay` }], {
        site: sampling,
        visitor,
        sampleRate: 0.1,
      });
    }
    await collector.whenStored(40, sampling);
  });

  it('count each visit for those that were left out, and say so', async () => {
    const about = { site_id: sampling, date_range: 'day' } as const;
    const steps = [{ page: '/' }, { page: '/pay' }];
    const funnelOfAll = await funnel({ ...about, steps });
    expect(funnelOfAll.steps.map(({ visitors }) => visitors)).toEqual([20, 20]);
    const { nodes, meta } = await paths({ ...about, steps: 1 });
    expect(nodes.map(({ page, visits: count }) => [page, count])).toEqual([
      ['/', 20],
      ['/pay', 20],
    ]);
    const { cohorts, meta: metaOfRetention } = await retention({ ...about, period: 'day' });
    expect(cohorts[0]?.visitors).toBe(20);
    expect([funnelOfAll.meta, meta, metaOfRetention]).toMatchObject([
      { sampled: true },
      { sampled: true },
      { sampled: true },
    ]);
  });
});

describe('a report', () => {
  const steps = [{ page: '/' }, { page: '/pay' }];
  const reports: [report: string, least: object, nothing: object][] = [
    ['funnel', { steps }, { steps: [{ visitors: 0 }, { visitors: 0 }], meta: {} }],
    [
      'retention',
      {},
      { cohorts: [{ visitors: 0, rates: [null] }], meta: { visits: 0, identified_visits: 0 } },
    ],
    ['paths', {}, { nodes: [], links: [], meta: { visits: 0 } }],
    ['revenue', {}, { currencies: [] }],
  ];

  it.each(reports)('%s of a site without events is empty, not an error', async (report, least, nothing) => {
    const reply = await ask(report, { ...least, site_id: site, date_range: 'day' });
    expect(reply).toMatchObject(nothing);
  });

  it.each(reports)('%s is of known sites only', async (report, least) => {
    expect(await readError(await post(report, { ...least, site_id: 'none.example' }))).toMatchObject({
      status: 403,
      code: 'unknown_site',
    });
  });

  const page: Filter = ['is', 'event:page', ['/']];
  const tooMany: Filter[] = Array.from({ length: 20 }, () => ['or', [page, page]]);
  const bad: [report: string, changes: object, message: RegExp][] = [
    ...reports.flatMap(([report, least]): [string, object, RegExp][] => [
      [report, { ...least, site_id: undefined }, /^site_id: is missing/],
      [report, { ...least, date_range: 'week' }, /^date_range: must be "day" or .* or "all" or an array$/],
      [report, { ...least, date_range: [three, one] }, /^date_range: the first lies after the last/],
      [report, { ...least, metrics: ['visitors'] }, /^metrics: is not known here; leave it out/],
      [
        report,
        { ...least, filters: [['is', 'event:pages', ['/']]] },
        /^filters\.0\.1: must be "event:page" or /,
      ],
      [
        report,
        { ...least, filters: [['not', ['like', 'event:page', ['/']]]] },
        /^filters\.0\.1\.0: must be "is" or "is_not" or /,
      ],
      [
        report,
        { ...least, filters: [['is', 'event:goal', ['Sale']]] },
        /^filters: the site has no goal "Sale"; its goals are "Add", "Purchase"$/,
      ],
    ]),
    ['paths', { filters: [['matches', 'event:page', ['(']]] }, /^filters\.0\.2\.0: is no regular expression/],
    [
      'funnel',
      { steps: [...steps, { page: '/none', filters: [['not', ['matches', 'event:page', ['a', '[']]]] }] },
      /^steps\.2\.filters\.0\.1\.2\.1: is no regular expression in the syntax of RE2 \(missing \]: \[\)/,
    ],
    ['funnel', {}, /^steps: is missing/],
    ['funnel', { steps: steps.slice(1) }, /^steps: must not have fewer than 2 items/],
    ['funnel', { steps: Array(9).fill(steps[0]) }, /^steps: must not have more than 8 items/],
    ['funnel', { steps: [{}, ...steps] }, /^steps\.0: must have one of "page", "event" and "goal"/],
    ['funnel', { steps: [...steps, { page: '/', event: 'add' }] }, /^steps\.2: must have one of "page"/],
    ['funnel', { steps: [...steps, { route: '/' }] }, /^steps\.2\.route: is not known here/],
    ['funnel', { steps: [...steps, { goal: 'Sale' }] }, /^steps\.2\.goal: the site has no goal "Sale"; its/],
    [
      'funnel',
      { steps: [...steps, { page: '/', filters: [['is', 'page', ['/']]] }] },
      /^steps\.2\.filters\.0\.1: must be "event:page" or /,
    ],
    [
      'funnel',
      {
        steps: steps.map((step) => ({
          ...step,
          filters: tooMany,
        })),
      },
      /^filters: at most 50 may be combined/,
    ],
    ['funnel', { steps, window: 0 }, /^window: must be >= 1/],
    ['funnel', { steps, window: 2_592_001 }, /^window: must be <= 2592000/],
    ['funnel', { steps, window: 1.5 }, /^window: must be a whole number/],
    ['funnel', { steps, limit: 101 }, /^limit: must be <= 100/],
    ['funnel', { steps, breakdown: 'event:goal' }, /^breakdown: a step has no one value of "event:goal"/],
    ['funnel', { steps, breakdown: 'time:day' }, /^breakdown: must be "event:page" or /],
    ['retention', { period: 'year' }, /^period: must be "day" or "week" or "month"$/],
    [
      'retention',
      { period: 'day', date_range: '12mo' },
      /^date_range: over 100 cohorts by day; shorten it, or ask by a longer period/,
    ],
    ['paths', { from: '/', to: '/pay' }, /^to: paths go from a page or to a page/],
    ['paths', { from: '' }, /^from: must not have fewer than 1 characters/],
    ['paths', { steps: 7 }, /^steps: must be <= 6/],
    ['paths', { limit: 21 }, /^limit: must be <= 20/],
    ['revenue', { interval: 'day' }, /^interval: must be "time" or "time:hour" or /],
    ['revenue', { breakdown: 'event:currency' }, /^breakdown: revenue is told by currency/],
    [
      'revenue',
      { interval: 'time:hour', date_range: ['2020-01-01', '2026-01-01'] },
      /^date_range: over 10000 hours; shorten it, or ask by time:day/,
    ],
  ];
  it.each(bad)('%s with %j is refused by invalid_query', async (report, changes, message) => {
    expect(await readError(await post(report, changes))).toEqual({
      status: 400,
      code: 'invalid_query',
      message: expect.stringMatching(message) as string,
    });
  });

  const hostile = `'; DROP TABLE events; -- {value0:String} <b>"\\ \u202E😀 ${'x'.repeat(180)}`;
  it.each<[string, object]>([
    ['funnel', { steps: [{ page: `/${hostile}*` }, { event: hostile.slice(0, 100) }], window: 1 }],
    ['funnel', { steps, breakdown: `event:props:${hostile.slice(0, 40)}` }],
    ['retention', { filters: [['contains', 'event:page', [hostile]]] }],
    ['paths', { from: `/${hostile}**` }],
    ['paths', { to: hostile }],
    ['revenue', { breakdown: `event:props:${hostile.slice(0, 40)}` }],
  ])('%s takes any text as text', async (report, changes) => {
    await ask(report, changes);
    expect((await ask<PathsReply>('paths', {})).meta.visits).toBe(10);
  });
});
