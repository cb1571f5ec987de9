import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { NewTokenReply, Query } from '@passerby/wire';
import type { Config } from '../src/config.ts';
import { openClickHouse } from '../src/store/clickhouse.ts';
import { ask, readError, site, toBatch, useCollector } from './use-collector.ts';

const adminToken = 'a-secret-of-the-operator';
const collector = useCollector({ adminToken });
const admin = { authorization: `Bearer ${adminToken}` };
const rows = 20_000;

beforeAll(async () => {
  const clickhouse = await openClickHouse(collector.config);
  // Paths of 1 kB, and none like another: what an expression needs long for, and a group by much memory.
  await clickhouse.command(`
    INSERT INTO events (site_id, session_id, visitor_id, time, event_id, received_at, type, name, hostname, path, sample_rate)
    SELECT 1, number, number, now(), generateUUIDv4(), now(), 'pageview', 'pageview', '${site}',
           concat('/', toString(number), repeat('x', 1000)), 1
    FROM numbers(${rows})`);
  await clickhouse.close();
}, 60_000);

afterEach(async () => {
  await collector.stop();
  await collector.start();
});

async function restart(limits: Partial<Config>): Promise<void> {
  await collector.stop();
  await collector.start(limits);
}

/** Eight hundred expressions that match nothing, each looked for in 20 MB. */
const heavy: Partial<Query> = {
  date_range: '7d',
  filters: Array.from({ length: 8 }, (_filter, at) => [
    'matches_not',
    'event:page',
    Array.from({ length: 100 }, (_value, index) => `(x?){200}(x|y)*${at}-${index}z$`),
  ]),
};

describe('a query that would take too long', () => {
  it('is given up with 504, and the next is answered', async () => {
    await restart({ maxQueryMs: 200 });
    const refused = await ask(collector.url, heavy, admin);
    const error = await readError(refused);
    expect(error).toEqual({ status: 504, code: 'query_timeout', message: error.message });
    expect(error.message).toContain('shorten date_range');
    await restart({});
    const { results } = await collector.query(
      { site_id: site, metrics: ['pageviews'], date_range: '7d' },
      admin,
    );
    expect(results[0]?.metrics[0]).toBeGreaterThanOrEqual(rows);
  });

  it('hurts neither the events that come, nor those who ask with another token', async () => {
    await restart({ maxQueryMs: 500, maxQueriesPerToken: 1 });
    const created = await fetch(`${collector.url}/api/v1/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...admin },
      body: JSON.stringify({ scope: 'read' }),
    });
    const { token } = (await created.json()) as NewTokenReply;
    const runaways = [1, 2].map(() => ask(collector.url, heavy, admin));
    expect((await collector.post(toBatch([{ type: 'event', name: 'meanwhile' } as never]))).status).toBe(202);
    const other = await ask(
      collector.url,
      { metrics: ['events'], filters: [['is', 'event:name', ['none']]] },
      {
        authorization: `Bearer ${token}`,
      },
    );
    expect(other.status).toBe(200);
    for (const runaway of runaways) expect((await runaway).status).toBe(504);
    const stored: Partial<Query> = { site_id: site, date_range: '7d', metrics: ['events'] };
    await vi.waitFor(
      async () => {
        const { results } = await collector.query(
          { ...stored, filters: [['is', 'event:name', ['meanwhile']]] },
          admin,
        );
        expect(results[0]?.metrics).toEqual([1]);
      },
      { timeout: 10_000, interval: 50 },
    );
  });
});

describe('a query that would take too much (plausible#5487, #4743: ClickHouse ate a small server’s memory)', () => {
  it.each<[what: string, limits: Partial<Config>, message: string]>([
    ['memory', { maxQueryMemoryBytes: 20_000_000 }, 'takes too much memory'],
    ['rows', { maxQueryRows: rows - 1 }, 'reads too many rows'],
  ])('%s is given up with 422, and says what to narrow', async (_what, limits, message) => {
    await restart(limits);
    const refused = await ask(
      collector.url,
      {
        dimensions: ['event:page'],
        date_range: '7d',
        order_by: [['event:page', 'desc']],
        include: { raw: true },
      },
      admin,
    );
    expect(await readError(refused)).toEqual({
      status: 422,
      code: 'query_too_large',
      message: expect.stringContaining(message),
    });
  });
});
