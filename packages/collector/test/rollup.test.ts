import {
  type Arbitrary,
  array,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  integer,
  nat,
  oneof,
  option,
  record,
} from 'fast-check';
import { DateTime } from 'luxon';
import type { Filter, Query, QueryReply } from '@passerby/wire';
import { describe, expect, it } from 'vitest';
import type { Site } from '../src/control/sites.ts';
import { answerQuery } from '../src/query/answer-query.ts';
import { ask as askClickHouse } from '../src/query/ask.ts';
import { answerTogether } from '../src/query/read-rows.ts';
import { bridge, days, happening, siteOf, values, windows, write, type Happening } from './happenings.ts';
import { useQueryStages } from './use-query-stages.ts';

const { clickhouse, toStages } = useQueryStages();
let nextSite = 1;

const ask = (site: Site, query: Omit<Query, 'site_id'>, raw?: boolean): Promise<QueryReply> =>
  answerQuery(
    { site_id: site.key, ...query, ...(raw !== undefined && { include: { ...query.include, raw } }) },
    site,
    toStages(),
  );

/** The same of several queries at once, and how many statements read the rows of more than one. */
async function askTogether(
  site: Site,
  queries: Omit<Query, 'site_id'>[],
): Promise<{ replies: QueryReply[]; shared: number }> {
  let shared = 0;
  const replies = await Promise.all(
    answerTogether(
      queries,
      (query, read) => answerQuery({ site_id: site.key, ...query }, site, toStages(), read),
      (statement) => {
        if (statement.query.includes('BY part')) shared++;
        return askClickHouse(clickhouse(), statement);
      },
    ),
  );
  return { replies, shared };
}

const dimension = constantFrom(...(Object.keys(values) as ('event:page' | 'visit:browser')[]));
const query: Arbitrary<(at: DateTime) => Omit<Query, 'site_id'>> = record({
  from: oneof(constantFrom(0, 1440), nat({ max: 1440 })),
  length: oneof(constantFrom(1440, days * 1440), integer({ min: 30, max: days * 1440 })),
  time: option(constantFrom('time:hour', 'time:day', 'time:week', 'time:month', 'time')),
  dimension: option(dimension),
  isGrouped: boolean(),
  operator: option(constantFrom('is', 'is_not', 'contains', 'matches_not')),
  inNot: boolean(),
}).map(({ from, length, time, dimension: chosen, isGrouped, operator, inNot }) => (start) => {
  const leaf: Filter[] = chosen && operator ? [[operator, chosen, values[chosen] ?? []]] : [];
  return {
    metrics: ['visitors', 'visits', 'pageviews', 'events'],
    date_range: [
      start.plus({ minutes: from }).toISO() ?? '',
      start.plus({ minutes: from + length }).toISO() ?? '',
    ],
    dimensions: [...(time ? [time] : []), ...(chosen && isGrouped ? [chosen] : [])],
    filters: inNot ? leaf.map((filter): Filter => ['not', filter]) : leaf,
    include: { total_rows: true },
  };
});

describe('days on which the clocks change, by hand', () => {
  const view = (minute: number, visitor = 0): Happening => ({
    visitor,
    minute,
    second: 0,
    type: 'pageview',
    page: '/',
    isBot: false,
  });
  /** A view at the beginning of each hour that passes, by the clock of UTC, from a local midnight on. */
  async function askHours(
    zone: string,
    midnight: string,
    hours: number,
  ): Promise<(raw: boolean) => Promise<unknown>> {
    const site = siteOf(nextSite++, zone);
    const start = DateTime.fromISO(midnight, { zone });
    const views = Array.from({ length: hours }, (_, hour) => view(hour * 60, hour));
    await write(clickhouse(), { siteId: site.id, start: start.toMillis() }, [views]);
    const date = start.toISODate() ?? '';
    const count = async (time: 'time:hour' | 'time:day', raw: boolean): Promise<Record<string, unknown>> => {
      const { results } = await ask(
        site,
        { metrics: ['pageviews'], date_range: [date, date], dimensions: [time] },
        raw,
      );
      return Object.fromEntries(
        results.map(({ dimensions, metrics }) => [dimensions[0]?.slice(11, 16) || dimensions[0], metrics[0]]),
      );
    };
    return async (raw) => ({ ...(await count('time:day', raw)), ...(await count('time:hour', raw)) });
  }

  it.each([false, true])('a day of 25 hours has one hour twice (umami#833), raw: %s', async (raw) => {
    const answer = await askHours('Europe/Berlin', '2025-10-26', 26);
    const day = (await answer(raw)) as Record<string, number>;
    // 00, 01, 02 (CEST), 02 (CET), 03 … 23; the 26th view is of the next day.
    expect(day).toMatchObject({ '2025-10-26': 25, '01:00': 1, '02:00': 2, '03:00': 1, '23:00': 1 });
    expect(Object.keys(day)).toHaveLength(1 + 24);
  });

  it.each([false, true])('a day of 23 hours has one hour less (umami#833), raw: %s', async (raw) => {
    const answer = await askHours('Europe/Berlin', '2026-03-29', 24);
    const day = (await answer(raw)) as Record<string, number>;
    expect(day).toMatchObject({ '2026-03-29': 23, '01:00': 1, '03:00': 1, '23:00': 1 });
    expect(day['02:00']).toBeUndefined();
  });

  it.each([false, true])('a day in Kathmandu begins at 18:15 UTC (umami#3772), raw: %s', async (raw) => {
    const answer = await askHours('Asia/Kathmandu', '2026-01-31', 25);
    const day = (await answer(raw)) as Record<string, number>;
    expect(day).toMatchObject({ '2026-01-31': 24, '00:00': 1, '23:00': 1 });
    expect(Object.keys(day)).toHaveLength(1 + 24);
  });

  it('a visit over the hour is one visit, and no bounce in either (umami#2228)', async () => {
    const site = siteOf(nextSite++, 'UTC');
    await write(clickhouse(), { siteId: site.id, start: Date.UTC(2026, 0, 31) }, [[view(59), view(61)]]);
    const { results } = await ask(
      site,
      {
        metrics: ['visits', 'bounce_rate'],
        date_range: ['2026-01-31', '2026-01-31'],
        dimensions: ['time:hour'],
      },
      false,
    );
    expect(results.map(({ dimensions, metrics }) => [dimensions[0], ...metrics])).toEqual([
      ['2026-01-31 00:00:00', 1, 0],
      ['2026-01-31 01:00:00', 1, 0],
    ]);
  });

  it('over years there are as many visits as visitors at least (rybbit#713), at once (umami#2581, plausible#4257)', async () => {
    const site = siteOf(nextSite++, 'UTC');
    const views = Array.from({ length: 2_000 }, (_, index) => view(index * 37, index % 3));
    await write(clickhouse(), { siteId: site.id, start: Date.UTC(2026, 0, 1) }, [views]);
    const [[visitors, visits] = []] = (
      await ask(site, { metrics: ['visitors', 'visits'], date_range: ['2001-01-01', '2030-12-31'] }, false)
    ).results.map(({ metrics }) => metrics as number[]);
    expect([visitors, visits]).toEqual([3, 2_000]);
  });
});

/** A query, and where it groups by a dimension, the same by another and a page of it: what a page asks at once. */
function toCompany(asked: Omit<Query, 'site_id'>): Omit<Query, 'site_id'>[] {
  const { dimensions = [], filters = [] } = asked;
  const own = dimensions.find((each) => each in values);
  if (own === undefined || filters.length > 0) return [asked];
  const by = (other: 'event:name' | 'visit:os'): typeof dimensions =>
    dimensions.map((each) => (each === own ? other : each));
  return [
    asked,
    { ...asked, dimensions: by('event:name') },
    { ...asked, pagination: { limit: 2, offset: 1 } },
    { ...asked, dimensions: by('visit:os'), pagination: { limit: 2, offset: 1 } },
  ];
}

/** What a page asks about the visits that a query looks at. */
const toVisits = ({ date_range, filters = [] }: Omit<Query, 'site_id'>): Omit<Query, 'site_id'>[] =>
  [
    { metrics: ['visits', 'views_per_visit', 'bounce_rate', 'visit_duration'] },
    { metrics: ['visitors', 'bounce_rate'] },
    { metrics: ['visitors', 'visits'], dimensions: ['visit:entry_page'] },
    { metrics: ['visitors', 'events'], dimensions: ['visit:exit_page'], pagination: { limit: 1 } },
  ].map((asked) => ({ ...(asked as Pick<Query, 'metrics'>), date_range, filters }));

describe('the rollup', () => {
  it('answers as the events do, whatever happened in whatever order, and whatever is asked', async () => {
    const plans = new Map<string, number>();
    let shared = 0;
    let sharedVisits = 0;
    await assert(
      asyncProperty(
        constantFrom(...windows),
        array(array(happening, { minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 4 }),
        array(bridge, { maxLength: 3 }),
        boolean(),
        array(query, { minLength: 4, maxLength: 6 }),
        async ([zone, text], batches, bridges, twice, queries) => {
          const site = siteOf(nextSite++, zone);
          const start = DateTime.fromISO(text, { zone });
          const inTime = bridges.flatMap((events) => events.slice(0, 2));
          const late = bridges.flatMap((events) => events.slice(2));
          const all = [inTime, ...batches, late].filter((batch) => batch.length > 0);
          await write(clickhouse(), { siteId: site.id, start: start.toMillis() }, all, { twice });
          const asking = queries.map((make) => make(start)).flatMap(toCompany);
          const together = await askTogether(site, asking);
          shared += together.shared;
          const visits = queries.slice(0, 2).flatMap((make) => toVisits(make(start)));
          const ofVisits = await askTogether(site, visits);
          sharedVisits += ofVisits.shared;
          for (const [index, asked] of visits.entries()) {
            expect(ofVisits.replies[index]).toEqual(await ask(site, asked));
          }
          for (const [index, asked] of asking.entries()) {
            const [raw, planned] = [await ask(site, asked, true), await ask(site, asked, false)];
            expect(raw.meta.plan).toBe('events');
            for (const { results, meta } of [planned, together.replies[index] as QueryReply]) {
              expect(results, JSON.stringify(asked)).toEqual(raw.results);
              expect(meta).toEqual({ ...raw.meta, plan: planned.meta.plan });
            }
            const plan = planned.meta.plan ?? '';
            plans.set(plan, (plans.get(plan) ?? 0) + 1);
          }
        },
      ),
      { numRuns: 15 },
    );
    // Not by comparing the events with themselves.
    expect(plans.get('rollup')).toBeGreaterThan(plans.get('events') ?? 0);
    // Nor each question by itself.
    expect(Math.min(shared, sharedVisits)).toBeGreaterThan(0);
  }, 400_000);
});
