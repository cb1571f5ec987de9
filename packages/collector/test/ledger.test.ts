import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Event, LedgerMetric, RejectedReply } from '@passerby/wire';
import { openClickHouse, type ClickHouse } from '../src/store/clickhouse.ts';
import { ask, readError, site, toBatch, useCollector } from './use-collector.ts';
import { whenTrue } from './when-true.ts';

const collector = useCollector();
const counts: LedgerMetric[] = ['received', 'stored', 'queued', 'duplicates', 'rejected'];

async function ledger(metrics: LedgerMetric[] = counts): Promise<(number | null)[]> {
  const { results } = await collector.query({ metrics, date_range: 'all' });
  return results[0]?.metrics ?? [];
}

const whenSettled = (): Promise<void> => whenTrue(async () => expect((await ledger(['queued']))[0]).toBe(0));

describe('the ledger', () => {
  it('is all zeros before anything came, and has no rate', async () => {
    expect(await ledger([...counts, 'never_arrived', 'loss_rate'])).toEqual([0, 0, 0, 0, 0, 0, null]);
  });

  it('says of each received event whether it is stored, a duplicate, or rejected', async () => {
    const batch = toBatch([{}, {}, {}, { id: 'nope' }, { url: 'nope' }]);
    await collector.post(batch);
    await collector.post({ ...batch, events: batch.events.slice(0, 2) });
    await whenSettled();
    expect(await ledger()).toEqual([7, 3, 0, 2, 2]);
    expect(await ledger(['loss_rate'])).toEqual([40]);
    const { results } = await collector.query({
      metrics: ['rejected'],
      dimensions: ['rejection:code'],
      order_by: [['rejection:code', 'desc']],
    });
    expect(results).toEqual([
      { dimensions: ['invalid_url'], metrics: [1] },
      { dimensions: ['invalid_id'], metrics: [1] },
    ]);
  });

  it('adds up at any moment while events pour in, and never goes back', async () => {
    let pouring = true;
    const pour = (async () => {
      for (let sent = 0; pouring; sent++) {
        const events: Partial<Event>[] = [{}, {}, sent % 3 === 0 ? { id: 'nope' } : {}];
        const batch = toBatch(events);
        await collector.post(batch);
        if (sent % 4 === 0) await collector.post(batch);
      }
    })();
    let before = 0;
    for (let reading = 0; reading < 60; reading++) {
      const [received = 0, stored, queued, duplicates, rejected] = (await ledger()) as number[];
      expect(received).toBe((stored ?? 0) + (queued ?? 0) + (duplicates ?? 0) + (rejected ?? 0));
      expect(received).toBeGreaterThanOrEqual(before);
      before = received;
    }
    pouring = false;
    await pour;
    await whenSettled();
    const [, stored] = await ledger();
    const { results } = await collector.query({ metrics: ['pageviews'] });
    expect(stored).toBe(results[0]?.metrics[0]);
  });

  it('is the same after a restart', async () => {
    const before = await ledger([...counts, 'loss_rate']);
    await collector.stop();
    await collector.start();
    expect(await ledger([...counts, 'loss_rate'])).toEqual(before);
    const metrics = await (await fetch(`${collector.url}/metrics`)).text();
    expect(metrics).toContain(`passerby_site_events_total{site="${site}",fate="stored"} ${before[1]}`);
    expect(metrics).toContain(`passerby_events_duplicate_total ${before[3]}`);
  });

  it('is told by hour and by day in the site’s time zone', async () => {
    await collector.addSite('kolkata.example', { timezone: 'Asia/Kolkata' });
    await collector.send([{}, {}], { site: 'kolkata.example' });
    const query = { site_id: 'kolkata.example', metrics: ['received' as const], date_range: 'day' as const };
    const time = new Date(Date.now() + 5.5 * 3_600_000).toISOString();
    for (const _ of ['waiting', 'stored']) {
      const hours = await collector.query({
        ...query,
        dimensions: ['time:hour'],
        include: { total_rows: true },
      });
      expect(hours.results).toEqual([
        { dimensions: [`${time.slice(0, 10)} ${time.slice(11, 13)}:00:00`], metrics: [2] },
      ]);
      expect(hours.meta.total_rows).toBe(1);
      const days = await collector.query({ ...query, dimensions: ['time:day'] });
      expect(days.results).toEqual([{ dimensions: [time.slice(0, 10)], metrics: [2] }]);
      await whenSettled();
    }
  });

  it.each([
    [
      { metrics: ['stored', 'visitors'] },
      /^metrics\.1: "visitors" cannot be asked for together with "stored"/,
    ],
    [{ metrics: ['loss_rate'], dimensions: ['event:page'] }, /^dimensions\.0: "loss_rate" is not known by/],
    [
      { metrics: ['stored'], filters: [['is', 'event:page', ['/']]] },
      /^filters: "stored" is known of whole sites/,
    ],
    [{ metrics: ['stored'], dimensions: ['rejection:code'] }, /^dimensions\.0: "rejection:code" goes with/],
    [{ metrics: ['visitors'], dimensions: ['rejection:code'] }, /^dimensions\.0: "rejection:code" goes with/],
    [{ metrics: ['visitors'], filters: [['is', 'rejection:code', ['x']]] }, /^filters/],
  ])('says why it cannot answer %j', async (query, message) => {
    const error = await readError(await ask(collector.url, query));
    expect(error).toMatchObject({ status: 400, code: 'invalid_query' });
    expect(error.message).toMatch(message);
  });
});

describe('what never arrived', () => {
  const gaps = 'gaps.example';
  let clickhouse: ClickHouse;
  beforeAll(async () => {
    await collector.addSite(gaps);
    await collector.stop();
    clickhouse = await openClickHouse(collector.config);
  });
  afterAll(() => collector.start());

  /** Puts rows where the writer would have, so long ago that their streams have settled. */
  async function store(
    stream: string,
    sequences: number[],
    minutesAgo = 30,
    table = 'events',
  ): Promise<void> {
    const [[siteId] = [0]] = await clickhouse.select<[number]>({
      query: `SELECT ${idOfGaps}`,
    });
    const at = (Date.now() / 1000 - minutesAgo * 60).toFixed(3);
    const rows = sequences.map((seq) =>
      JSON.stringify(
        table === 'events'
          ? [siteId, at, at, randomUUID(), 'pageview', stream, seq]
          : [siteId, at, 'invalid_props', 'a message', 'an id', 'what it said', 'facts', stream, seq],
      ),
    );
    const columns =
      table === 'events'
        ? 'site_id, time, received_at, event_id, type, stream, seq'
        : 'site_id, received_at, code, message, event_id, event, about, stream, seq';
    await clickhouse.insert(`${table} (${columns})`, rows);
  }
  /** The third site of this file's control database. */
  const idOfGaps = 3;

  it('is a gap in the numbers of a stream that has ended', async () => {
    await store('whole', [1, 2, 3]);
    await store('first lost', [2, 3]);
    await store('middle lost', [1, 4, 4, 2]);
    await store('one rejected', [1, 3]);
    await store('one rejected', [2], 30, 'rejected_events');
    await store('still running', [5], 1);
    await store('', [7]);
    await store('not numbered', [0]);
    await clickhouse.close();
    await collector.start();
    const { results } = await collector.query({ site_id: gaps, metrics: ['never_arrived'] });
    expect(results[0]?.metrics).toEqual([2]);
    const hours = await collector.query({
      site_id: gaps,
      metrics: ['never_arrived'],
      dimensions: ['time:hour'],
    });
    expect(hours.results.map(({ metrics }) => metrics[0])).toEqual([2]);
  });

  it('is a number in the metrics, by site', async () => {
    const metrics = await (await fetch(`${collector.url}/metrics`)).text();
    expect(metrics).toContain(`passerby_site_events_never_arrived{site="${gaps}"} 2`);
    expect(metrics).toContain(`passerby_site_events_never_arrived{site="${site}"} 0`);
    await collector.stop();
  });

  it('is no rejected event, also when what it said is long gone', async () => {
    clickhouse = await openClickHouse(collector.config);
    const fortyDays = 40 * 24 * 60;
    await store('rejected long ago', [1, 3], fortyDays);
    await store('rejected long ago', [2], fortyDays, 'rejected_events');
    await clickhouse.command('OPTIMIZE TABLE rejected_events FINAL');
    const [kept] = await clickhouse.select({
      query:
        "SELECT code, seq, event, message, event_id, about FROM rejected_events WHERE stream = 'rejected long ago'",
    });
    expect(kept).toEqual(['invalid_props', 2, '', '', '', '']);
    await clickhouse.close();
    await collector.start();
    const { results } = await collector.query({ site_id: gaps, metrics: ['never_arrived'] });
    expect(results[0]?.metrics).toEqual([2]);
    const response = await fetch(`${collector.url}/api/v1/rejected?site_id=${gaps}`);
    const { rejected } = (await response.json()) as RejectedReply;
    expect(rejected.map(({ code }) => code)).toEqual(['invalid_props']);
    await collector.stop();
  });
});
