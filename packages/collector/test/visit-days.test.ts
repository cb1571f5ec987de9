import {
  array,
  assert,
  asyncProperty,
  boolean,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  option,
  record,
  tuple,
  uniqueArray,
  type Arbitrary,
} from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { DateTime } from 'luxon';
import type { Filter, Query, QueryReply } from '@passerby/wire';
import { describe, expect, it } from 'vitest';
import type { Site } from '../src/control/sites.ts';
import { createFolder } from '../src/ops/fold-days.ts';
import { answerQuery } from '../src/query/answer-query.ts';
import { leastEvents, mostInsertSeconds } from '../src/query/folds.ts';
import { ask as askClickHouse } from '../src/query/ask.ts';
import { answerTogether } from '../src/query/read-rows.ts';
import { eraseVisitor } from '../src/store/erase-visitor.ts';
import { deleteOldFolds } from '../src/store/old-folds.ts';
import { createMemory, happening, siteOf, write, type Happening } from './happenings.ts';
import { useQueryStages } from './use-query-stages.ts';

const { clickhouse, toStages } = useQueryStages();
let nextSite = 1;

const ask = (site: Site, query: Asked, raw: boolean): Promise<QueryReply> =>
  answerQuery({ site_id: site.key, ...query, include: { ...query.include, raw } }, site, toStages());

/**
 * As if what has been written had been there for five minutes, as long as an insert may take, but came after the folds of
 * before all the same. Once of each: a day that could not be folded anew stays stale.
 */
async function letTimePass(): Promise<void> {
  await clickhouse().command(
    `ALTER TABLE late_hours UPDATE changed_at = changed_at - ${mostInsertSeconds - 1}
     WHERE changed_at > now() - ${mostInsertSeconds - 50} SETTINGS mutations_sync = 1`,
  );
  await sleep(2_100);
}

/**
 * Folds what may be, as if the site were large enough for it to be worth while; every other site so large that of its live days
 * quarters of an hour are read, and not events.
 */
async function fold(site: Site): Promise<number> {
  const sites = { list: () => Promise.resolve([site]) };
  const days = await createFolder({ sites, clickhouse: clickhouse(), retentionMonths: 0, least: 0 })(
    Date.now(),
  );
  await clickhouse().command(
    `ALTER TABLE day_folds UPDATE events = ${leastEvents} * if(site_id % 2 = 0, 1, 100) WHERE 1 SETTINGS mutations_sync = 1`,
  );
  return days;
}

type Asked = Omit<Query, 'site_id'>;

/** The last days until now, so that the last of them are read live. */
const days = 9;
const minutes = days * 1440;

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];

/** Something that happens on any of the days, often around a midnight, that of today before all. */
const anywhere = tuple(happening, oneof(nat({ max: days - 2 }), constant(days - 2)), boolean()).map(
  ([one, day, isAtMidnight]): Happening => ({
    ...one,
    minute: isAtMidnight ? 1425 + (one.minute % 30) + 1440 * day : (one.minute + 1440 * day) % minutes,
  }),
);

/** A visit that never rests, over one midnight or several, with views on some days only and how long was read in between. */
const restless: Arbitrary<Happening[]> = tuple(
  nat({ max: 5 }),
  integer({ min: 1000, max: 1440 * 3 }),
  integer({ min: 20, max: 95 }),
  array(constantFrom('pageview', 'engagement', 'engagement', 'event'), { minLength: 3, maxLength: 7 }),
  array(constantFrom('/', '/a', '/b'), { minLength: 1, maxLength: 3 }),
).map(([visitor, from, length, types, pages]) =>
  Array.from({ length }, (_, index): Happening => ({
    visitor,
    minute: from + index * 29,
    second: 0,
    type: types[Math.floor((index * types.length) / length)] as Happening['type'],
    page: pages[index % pages.length] ?? '/',
    isBot: false,
  })),
);

const view = (visitor: number, minute: number): Happening => ({
  visitor,
  minute,
  second: 0,
  type: 'pageview',
  page: '/',
  isBot: false,
});

/** Some visits of one visitor before and after a midnight of the site, which is another hour of UTC in most zones. */
const returning: Arbitrary<Happening[]> = tuple(
  nat({ max: 5 }),
  integer({ min: 1, max: days - 1 }),
  // Of two at the same moment either may be the one that was entered by.
  uniqueArray(tuple(integer({ min: -10, max: 10 }), constantFrom('/', '/', '/a')), {
    minLength: 2,
    maxLength: 5,
    selector: ([at]) => at,
  }),
).map(([visitor, day, visits]) =>
  visits.map(([at, page]) => ({ ...view(visitor, 1440 * day + 40 * at), page })),
);

/** Each at seconds of its own, so that no visitor of two of them enters by two pages at once. */
const apart = (visits: Happening[][]): Happening[][] =>
  visits.map((some, second) => some.map((one) => ({ ...one, second })));

const dimensions = [
  'event:page',
  'event:name',
  'visit:country',
  'visit:browser',
  'visit:os',
  'visit:device',
  'visit:source',
  'visit:channel',
  'visit:entry_page',
  'visit:exit_page',
] as const;

const metrics: Asked['metrics'] = [
  'visitors',
  'visits',
  'pageviews',
  'events',
  'views_per_visit',
  'bounce_rate',
  'visit_duration',
];

const query: Arbitrary<(midnight: DateTime) => Asked> = record({
  first: nat({ max: 2 }),
  length: integer({ min: 2, max: days }),
  time: option(constantFrom('time:day', 'time:week', 'time:month', 'time')),
  dimension: option(constantFrom(...dimensions)),
  isFiltered: boolean(),
  only: option(constantFrom(...metrics)),
  page: boolean(),
}).map(({ first, length, time, dimension, isFiltered, only, page }) => (midnight) => {
  const from = midnight.plus({ days: first });
  const filter: Filter[] = dimension && isFiltered ? [['is', dimension, ['/a']]] : [];
  return {
    metrics: only ? [only] : metrics,
    date_range: [from.toISODate() ?? '', from.plus({ days: length - 1 }).toISODate() ?? ''],
    dimensions: [...(time ? [time] : []), ...(dimension && (!isFiltered || page) ? [dimension] : [])],
    filters: filter,
    include: { total_rows: page },
    ...(page && { pagination: { limit: 2, offset: 1 } }),
  };
});

/** What a page asks at once. */
const toPage = (date_range: Asked['date_range']): Asked[] =>
  [
    { metrics },
    { metrics: ['visitors', 'visits'], dimensions: ['time:day'] },
    { metrics: ['visitors'], dimensions: ['event:page'], pagination: { limit: 2 } },
    { metrics: ['visitors', 'bounce_rate'], dimensions: ['visit:source'], pagination: { limit: 1 } },
    { metrics: ['events'], dimensions: ['event:name'] },
    { metrics: ['visits'], dimensions: ['visit:entry_page'], pagination: { limit: 3 } },
    { metrics: ['pageviews'], dimensions: ['visit:browser'] },
  ].map((asked) => ({ ...(asked as Asked), date_range }));

async function askTogether(
  site: Site,
  queries: Asked[],
): Promise<{ replies: QueryReply[]; statements: number }> {
  let statements = 0;
  const replies = await Promise.all(
    answerTogether(
      queries,
      (one, read) => answerQuery({ site_id: site.key, ...one }, site, toStages(), read),
      (statement) => {
        statements++;
        return askClickHouse(clickhouse(), statement);
      },
    ),
  );
  return { replies, statements };
}

describe('days of visits', () => {
  it('answer as the events do, whatever happened in whatever order, was folded when, and is asked', async () => {
    const plans = new Map<string, number>();
    const count = ({ meta }: QueryReply): unknown =>
      plans.set(meta.plan ?? '', 1 + (plans.get(meta.plan ?? '') ?? 0));
    await assert(
      asyncProperty(
        constantFrom(...zones),
        array(array(anywhere, { minLength: 1, maxLength: 25 }), { minLength: 1, maxLength: 3 }),
        array(restless, { maxLength: 2 }),
        array(returning, { minLength: 1, maxLength: 4 }).map(apart),
        array(array(anywhere, { minLength: 1, maxLength: 4 }), { maxLength: 2 }),
        boolean(),
        array(query, { minLength: 4, maxLength: 6 }),
        async (zone, batches, visits, returns, later, isFoldedAgain, queries) => {
          const site = siteOf(nextSite++, zone);
          const today = DateTime.now().setZone(zone).startOf('day');
          const midnight = today.minus({ days: days - 1 });
          const memory = createMemory();
          const at = { siteId: site.id, start: midnight.toMillis() };
          const isOver = ({ minute }: Happening): boolean => minute * 60_000 < Date.now() - at.start;
          // Of a visit some is written late, so that what were two visits become one.
          const late = visits.map((some) => some.filter((_, index) => index % 7 === 3));
          const inTime = visits.map((some) => some.filter((_, index) => index % 7 !== 3));
          const toBatches = (some: Happening[][]): Happening[][] =>
            some.map((batch) => batch.filter(isOver)).filter((batch) => batch.length > 0);
          await write(clickhouse(), at, toBatches([...batches, ...inTime, ...returns]), { memory });
          await letTimePass();
          expect(await fold(site)).toBeGreaterThan(days);
          for (const some of [late.slice(0, 1), later, late.slice(1)]) {
            await compare();
            await write(clickhouse(), at, toBatches(some), { memory });
            if (!isFoldedAgain) continue;
            await letTimePass();
            await fold(site);
          }
          await compare();

          async function compare(): Promise<void> {
            for (const make of queries) {
              const asked = make(midnight);
              const [raw, planned] = [await ask(site, asked, true), await ask(site, asked, false)];
              count(planned);
              expect(planned.results, JSON.stringify(asked)).toEqual(raw.results);
              expect(planned.meta).toEqual({ ...raw.meta, plan: planned.meta.plan });
            }
            const range = [midnight.toISODate(), today.toISODate()] as [string, string];
            const page = toPage(range);
            const { replies, statements } = await askTogether(site, page);
            expect(statements).toBeLessThanOrEqual(2 + page.length - replies.filter(isOfDays).length);
            for (const [index, reply] of replies.entries()) {
              const raw = await ask(site, page[index] as Asked, true);
              expect(reply.results, JSON.stringify(page[index])).toEqual(raw.results);
            }
          }
        },
      ),
      { numRuns: 6, endOnFailure: true },
    );
    // Not by comparing the events with themselves.
    expect(plans.get('visit_days')).toBeGreaterThan((plans.get('events') ?? 0) + (plans.get('rollup') ?? 0));
  }, 600_000);

  /** A site with two views of each of three visitors on each day but today, folded. */
  async function makeSite(): Promise<{ site: Site; at: { siteId: number; start: number }; asked: Asked }> {
    const site = siteOf(nextSite++, 'UTC');
    // Over for a day at least: what ended less than an hour ago is not folded yet.
    const first = DateTime.utc().startOf('day').minus({ days: 5 });
    const at = { siteId: site.id, start: first.toMillis() };
    const views = Array.from({ length: 24 }, (_, index) =>
      view(index % 3, 600 + (index % 2) + 1440 * (index % 4)),
    );
    await write(clickhouse(), at, [views]);
    await letTimePass();
    await fold(site);
    const date_range: Asked['date_range'] = [first.toISODate(), first.plus({ days: 3 }).toISODate()];
    return { site, at, asked: { metrics, date_range } };
  }

  it('know at once that a visitor was erased', async () => {
    const { site, asked } = await makeSite();
    const before = await ask(site, asked, false);
    expect([before.meta.plan, before.results[0]?.metrics[0]]).toEqual(['visit_days', 3]);
    await eraseVisitor(clickhouse(), { siteId: site.id, visitors: ['1'], user: '1' });
    expect((await ask(site, asked, false)).results[0]?.metrics[0]).toBe(2);
    await letTimePass();
    await fold(site);
    const after = await ask(site, asked, false);
    expect(after).toEqual({ ...(await ask(site, asked, true)), meta: before.meta, query: after.query });
  });

  it('count who is known for a day of UTC once, also where what was before midnight came late, or what was after it is read live', async () => {
    const site = siteOf(nextSite++, 'Europe/Berlin');
    const first = DateTime.now().setZone(site.timezone).startOf('day').minus({ days: 6 });
    const at = { siteId: site.id, start: first.toMillis() };
    const asked: Asked = {
      metrics,
      date_range: [first.toISODate() ?? '', first.plus({ days: 3 }).toISODate() ?? ''],
    };
    const answers = async (): Promise<unknown[]> => {
      const [folded, raw] = [await ask(site, asked, false), await ask(site, asked, true)];
      expect(folded.meta.plan).toBe('visit_days');
      expect(folded.results).toEqual(raw.results);
      return folded.results[0]?.metrics.slice(0, 2) ?? [];
    };
    // Half past midnight is the evening of the day before in UTC.
    await write(clickhouse(), at, [[view(4, 1440 * 2 + 30)]]);
    await letTimePass();
    await fold(site);
    expect(await answers()).toEqual([1, 1]);
    await write(clickhouse(), at, [[view(4, 1440 + 1080)]]);
    expect(await answers()).toEqual([1, 2]);
    await letTimePass();
    expect(await fold(site)).toBe(2);
    expect(await answers()).toEqual([1, 2]);
    // The day is read live now, the one before is not.
    await write(clickhouse(), at, [[view(5, 1440 * 2 + 720)]]);
    expect(await answers()).toEqual([2, 3]);
  });

  it('count a visit that goes on over midnight once, where one day is read live as where several are', async () => {
    const site = siteOf(nextSite++, 'UTC');
    const first = DateTime.utc().startOf('day').minus({ days: 7 });
    const at = { siteId: site.id, start: first.toMillis() };
    const midnight = 1440 * 2;
    const noons = Array.from({ length: 6 }, (_, day) => view(1, 1440 * day + 720));
    // Of three visits before midnight one is on the page after it as well, one on another, and one is only read on.
    const over = [4, 5, 6].map((visitor) => view(visitor, midnight - 10));
    const after = [
      view(4, midnight + 10),
      { ...view(5, midnight + 10), page: '/a' },
      { ...view(6, midnight + 10), type: 'engagement' as const },
    ];
    await write(clickhouse(), at, [[...noons, ...over, ...after].toSorted((a, b) => a.minute - b.minute)]);
    await letTimePass();
    await fold(site);
    const toRange = (from: number, to: number): [string, string] => [
      first.plus({ days: from }).toISODate(),
      first.plus({ days: to }).toISODate(),
    ];
    async function compare(from: number, to: number): Promise<unknown> {
      const answers: unknown[] = [];
      for (const dimension of [
        undefined,
        'time:day',
        'event:page',
        'visit:source',
        'visit:entry_page',
      ] as const) {
        const asked: Asked = {
          metrics,
          date_range: toRange(from, to),
          dimensions: dimension ? [dimension] : [],
        };
        const [folded, raw] = [await ask(site, asked, false), await ask(site, asked, true)];
        expect(folded.meta.plan).toBe('visit_days');
        expect(folded.results, JSON.stringify(asked)).toEqual(raw.results);
        answers.push(folded.results);
      }
      for (const asked of toPage(toRange(from, to))) {
        const { replies } = await askTogether(site, [asked, { ...asked, metrics: ['visits'] }]);
        expect(replies[0]?.results).toEqual((await ask(site, asked, true)).results);
      }
      return (answers[0] as QueryReply['results'])[0]?.metrics.slice(0, 2);
    }
    // Nothing is live; then the day after the midnight, at the end of a range and at its beginning; then others as well.
    expect(await compare(0, 3)).toEqual([4, 7]);
    await write(clickhouse(), at, [[view(2, midnight + 900)]]);
    expect(await compare(0, 2)).toEqual([5, 7]);
    expect(await compare(2, 5)).toEqual([4, 7]);
    await write(clickhouse(), at, [[view(2, midnight + 2340)]]);
    expect(await compare(0, 5)).toEqual([5, 11]);
    await write(clickhouse(), at, [[view(2, midnight - 700)]]);
    expect(await compare(0, 5)).toEqual([5, 12]);
  }, 120_000);

  it('of folds that others took the place of go after a day, and none before', async () => {
    const { site, at, asked } = await makeSite();
    const count = async (): Promise<unknown> =>
      clickhouse().select({
        query: `SELECT uniqExact(fold), uniqExact(day), sum(visits) FROM day_visits
                WHERE site_id = ${site.id} AND dimension = ''`,
      });
    const visits = 12;
    expect(await count()).toEqual([[1, 4, visits]]);
    await write(clickhouse(), at, [[view(5, 1440)]]);
    await letTimePass();
    await fold(site);
    // A crash left rows of a fold that does not count.
    await clickhouse().command(
      `INSERT INTO day_visits (site_id, dimension, day, fold, visits) SELECT site_id, dimension, day, 1, visits FROM day_visits WHERE site_id = ${site.id} AND dimension = ''`,
    );
    const answer = await ask(site, asked, false);
    expect([answer.meta.plan, answer.results[0]?.metrics[1]]).toEqual(['visit_days', visits + 1]);
    await deleteOldFolds(clickhouse(), Date.now());
    expect(await count()).toEqual([[2, 4, visits + visits / 4 + 1]]);
    await deleteOldFolds(clickhouse(), Date.now() + 2 * 86_400_000);
    expect(await count()).toEqual([[2, 4, visits + 1]]);
    expect(await ask(site, asked, false)).toEqual(answer);
  });
});

const isOfDays = ({ meta }: QueryReply): boolean => meta.plan === 'visit_days';
