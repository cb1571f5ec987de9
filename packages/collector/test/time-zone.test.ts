import type { Query, QueryReply } from '@passerby/wire';
import { beforeAll, expect, it, vi } from 'vitest';
import { toFoldsSql } from '../src/query/folds.ts';
import { date_range, storeEvents, withClickHouse } from './folded-site.ts';
import { passLongWaits } from './long-waits.ts';
import { readError, site, toBatch, useCollector } from './use-collector.ts';

vi.mock('node:timers/promises', () => import('./long-waits.ts'));

/** For a test on the slowest machine, ms. */
const patienceMs = 300_000;
/** Half an hour beside all others, so that no fold of UTC would do. */
const timezone = 'Asia/Kolkata';
/** Has the same events, and had the zone from the start. */
const other = 'kolkata.example';
const collector = useCollector();

const patch = (body: object): Promise<Response> =>
  fetch(`${collector.url}/api/v1/sites/${site}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

beforeAll(async () => {
  await collector.stop();
  await collector.addSite(other, { timezone });
  await withClickHouse(collector.config, async (clickhouse) => {
    await storeEvents(clickhouse);
    await clickhouse.command('INSERT INTO events SELECT * REPLACE (2 AS site_id) FROM events');
    await clickhouse.command('TRUNCATE TABLE late_hours');
  });
  await collector.start();
}, patienceMs);

const questions: Partial<Query>[] = [
  { metrics: ['visitors', 'visits', 'pageviews', 'bounce_rate', 'visit_duration'], dimensions: ['time:day'] },
  { metrics: ['visitors', 'visits', 'pageviews', 'bounce_rate'] },
  { metrics: ['visits'], dimensions: ['visit:source'] },
  { metrics: ['visitors', 'pageviews'], dimensions: ['event:page', 'time:day'] },
];
const askOf = (site_id: string): Promise<QueryReply[]> =>
  Promise.all(questions.map((question) => collector.query({ ...question, site_id, date_range })));
const toResults = (replies: QueryReply[]): unknown[] => replies.map(({ results }) => results);
const toPlans = (replies: QueryReply[]): unknown[] => replies.map(({ meta }) => meta.plan);

const countFolds = (zone: string): Promise<number> =>
  withClickHouse(
    collector.config,
    async (clickhouse) =>
      (await clickhouse.select(toFoldsSql({ id: 1, timezone: zone }, ...date_range))).length,
  );

it(
  'a changed time zone gives at once the numbers of a site that always had it, and the days are folded again',
  async () => {
    await passLongWaits();
    const inUtc = await askOf(site);
    const asEver = await askOf(other);
    expect(toPlans(inUtc)).toEqual(toPlans(asEver));
    expect(toPlans(inUtc).slice(0, 3)).toEqual(['visit_days', 'visit_days', 'visit_days']);
    expect(toResults(inUtc)).not.toEqual(toResults(asEver));

    const changed = await patch({ timezone });
    expect(await changed.json()).toMatchObject({ site, timezone });
    const atOnce = await askOf(site);
    expect(toResults(atOnce)).toEqual(toResults(asEver));
    expect(toPlans(atOnce)).not.toContain('visit_days');
    expect(await countFolds(timezone)).toBe(0);

    await passLongWaits();
    expect(await countFolds(timezone)).toBeGreaterThan(0);
    await collector.stop();
    await collector.start();
    const folded = await askOf(site);
    expect(toResults(folded)).toEqual(toResults(asEver));
    expect(toPlans(folded)).toEqual(toPlans(asEver));
  },
  patienceMs,
);

it(
  'and back: folds of the zone before the last are not taken for those of now',
  async () => {
    expect((await patch({ timezone: 'UTC' })).status).toBe(200);
    expect(await countFolds('UTC')).toBe(0);
    const before = await askOf(site);
    await passLongWaits();
    expect(await countFolds('UTC')).toBeGreaterThan(0);
    await collector.stop();
    await collector.start();
    const folded = await askOf(site);
    expect(toPlans(folded)).toContain('visit_days');
    expect(toResults(folded)).toEqual(toResults(before));
  },
  patienceMs,
);

it.each([
  [{ timezone: 'Europe/Atlantis' }, /^timezone: "Europe\/Atlantis" is not a time zone; give an IANA name/],
  [{ timezone: '+05:30' }, /^timezone: "\+05:30" is not a time zone/],
  [{ timezone: 5 }, /^timezone: /],
  [{ origins: ['app.example'] }, /^origins: "app.example" is not an origin; give one such as/],
  [{ origins: 'https://app.example' }, /^origins: /],
])('PATCH of a site refuses %j, and says where and what to give', async (body, message) => {
  const before = await (await fetch(`${collector.url}/api/v1/sites`)).text();
  const refused = await readError(await patch(body));
  expect(refused).toMatchObject({ status: 400, code: 'invalid_request' });
  expect(refused.message).toMatch(message);
  expect(await (await fetch(`${collector.url}/api/v1/sites`)).text()).toBe(before);
});

it('a quota counts the events of the month in the zone of now', async () => {
  expect((await patch({ monthly_quota: 2, timezone: 'Pacific/Kiritimati' })).status).toBe(200);
  expect(await collector.send([{}, {}, {}])).toMatchObject({ accepted: 2, rejected: [{ index: 2 }] });
  // Whichever month it is there, what came just now is in it.
  expect((await patch({ timezone: 'Pacific/Pago_Pago' })).status).toBe(200);
  expect(await collector.send([{}])).toMatchObject({ accepted: 0, rejected: [{ index: 0 }] });
});

it('origins that are taken away may send no longer', async () => {
  const origin = 'https://app.example';
  const post = async (): Promise<number> => (await collector.post(toBatch([{}]), { origin })).status;
  expect(await post()).toBe(403);
  expect(await (await patch({ origins: [origin, `${origin}/`] })).json()).toMatchObject({
    origins: [origin],
  });
  expect(await post()).toBe(202);
  await patch({ origins: [] });
  expect(await post()).toBe(403);
});
