import { beforeAll, expect, it } from 'vitest';
import type { Query, QueryReply } from '@passerby/wire';
import { ask, readError, site, useCollector } from './use-collector.ts';

const collector = useCollector();
const visitors = 300;
/** Six standard deviations of an estimate of as many from half of them: not once in five hundred million runs. */
const tolerance = 6 * Math.sqrt(visitors);

const half = (query: Partial<Query>): Promise<QueryReply> =>
  collector.query({ site_id: site, date_range: 'all', include: { raw: true, sample: 0.5 }, ...query });

beforeAll(async () => {
  // Each views two pages and buys for 10.
  const send = async (visitor: number): Promise<void> => {
    const revenue = { amount: 10, currency: 'EUR' };
    await collector.send(
      [
        { url: `https://${site}/a` },
        { url: `https://${site}/b` },
        { type: 'event', name: 'order', url: `https://${site}/b`, revenue },
      ],
      {},
      { 'x-forwarded-for': `91.10.${visitor >> 8}.${visitor & 255}` },
    );
  };
  for (let first = 0; first < visitors; first += 50)
    await Promise.all(Array.from({ length: 50 }, (_, index) => send(first + index)));
  await collector.whenStored(3 * visitors);
});

it('estimates all numbers from the visitors that it reads, and says so', async () => {
  const { results, meta } = await half({
    metrics: ['visitors', 'visits', 'pageviews', 'events', 'total_revenue', 'views_per_visit', 'bounce_rate'],
  });
  expect(meta).toMatchObject({ plan: 'events', sampled: true, sample: 0.5 });
  const [people = 0, ...numbers] = (results[0]?.metrics ?? []).map(Number);
  expect(Math.abs(people - visitors)).toBeLessThan(tolerance);
  expect(people).not.toBe(0);
  // Of whoever is read, everything is.
  expect(numbers).toEqual([people, 2 * people, 3 * people, 10 * people, 2, 0]);
});

it('reads the same visitors for each row and filter', async () => {
  const [people = 0] = (await half({ metrics: ['visitors'] })).results[0]?.metrics ?? [];
  const { results } = await half({ metrics: ['visitors', 'percentage'], dimensions: ['event:page'] });
  expect(results.map(({ metrics }) => metrics)).toEqual([
    [people, 100],
    [people, 100],
  ]);
  const filters: Query['filters'] = [['has_done', ['is', 'event:name', ['order']]]];
  expect((await half({ metrics: ['visitors'], filters })).results[0]?.metrics).toEqual([people]);
});

it('estimates nothing that the rollup answers, or where all are asked for', async () => {
  const exact = { metrics: [visitors], dimensions: [] };
  // A range that is covered but for its first quarter of an hour, in which everything happened.
  const [first, last] = [-1, 7 * 24].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
  const date_range: [string, string] = [first ?? '', last ?? ''];
  const bySum = await collector.query({ metrics: ['visitors'], date_range, include: { sample: 0.01 } });
  expect([bySum.results, bySum.meta]).toEqual([[exact], { plan: 'rollup' }]);
  const all = await half({ metrics: ['visitors'], include: { raw: true, sample: 1 } });
  expect([all.results, all.meta]).toEqual([[exact], { plan: 'events' }]);
});

it.each([0, 1.5, -1, '10%'])('refuses a share of %s', async (sample) => {
  expect(await readError(await ask(collector.url, { include: { sample } }))).toMatchObject({
    status: 400,
    code: 'invalid_query',
    message: expect.stringMatching(/^include\.sample: /) as string,
  });
});
