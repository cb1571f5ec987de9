import { DateTime } from 'luxon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SiteLimits } from '../src/control/site-limits.ts';
import { toNeverArrivedSql } from '../src/query/never-arrived.ts';
import { openClickHouse, type ClickHouse } from '../src/store/clickhouse.ts';
import { migrate } from '../src/store/migrate.ts';
import { deleteExpired } from '../src/store/retention.ts';
import { setTimesToLive } from '../src/store/time-to-live.ts';
import { toSessionBound } from '../src/writer/session-memory.ts';
import { toConfig, useDataDir } from './use-collector.ts';

const dataDir = useDataDir();
let clickhouse: ClickHouse;
beforeAll(async () => {
  clickhouse = await openClickHouse(toConfig(dataDir()));
  await migrate(clickhouse);
});
afterAll(() => clickhouse.close());

const dayMs = 86_400_000;
const today = Math.floor(Date.now() / dayMs) * dayMs;

/** Sites whose kept answers were dropped. */
const purged = new Set<number>();
const expire = (limits: Record<number, SiteLimits>, now = today, signal?: AbortSignal): Promise<number> =>
  deleteExpired(
    {
      clickhouse,
      answers: { purge: (siteId) => void purged.add(siteId) },
      sites: {
        list: async () =>
          Object.entries(limits).map(([id, own]) => ({ id: Number(id), limits: own }) as never),
      },
    },
    now,
    signal,
  );

describe('what a site keeps no longer', () => {
  const tables = ['events', 'sessions', 'session_merges', 'rejected_events', 'rollup'];

  /** One event of a visit so many days ago, with all that follows from it. */
  async function put(siteId: number, daysAgo: number): Promise<void> {
    const seconds = (today - daysAgo * dayMs) / 1000;
    const id = (BigInt(toSessionBound(seconds * 1000)) + 1n).toString();
    await clickhouse.insert('events (site_id, session_id, visitor_id, time, type)', [
      `[${siteId},${id},1,"${seconds}.000","pageview"]`,
    ]);
    await clickhouse.insert('session_merges (site_id, session_id, into_id)', [`[${siteId},${id},${id}]`]);
    await clickhouse.insert('rejected_events (site_id, received_at)', [`[${siteId},"${seconds}.000"]`]);
  }

  const counts = async (siteId: number): Promise<Record<string, number>> => {
    const found: Record<string, number> = {};
    for (const table of tables) {
      const [[count] = [0]] = await clickhouse.select<[number]>({
        query: `SELECT count() FROM ${table} WHERE site_id = ${siteId}`,
      });
      found[table] = count;
    }
    return found;
  };

  it('goes by whole days, of that site alone; counts stay', async () => {
    for (const siteId of [1, 2]) for (const daysAgo of [0, 10, 11, 13, 14, 25]) await put(siteId, daysAgo);
    const before = await counts(2);
    expect(before).toMatchObject({ events: 6, sessions: 6, session_merges: 6, rejected_events: 6 });
    expect(await expire({ 1: { retentionDays: 10 }, 2: {} })).toBe(4 + 3 + 3 + 4);
    expect(await counts(1)).toEqual({
      events: 2,
      // A visit may last two days: what it tells as a whole waits until none of its events is left.
      sessions: 3,
      session_merges: 3,
      rejected_events: 2,
      rollup: before['rollup'],
    });
    expect(await counts(2)).toEqual(before);
    expect([...purged]).toEqual([1]);
  });

  it('is looked for anew each day, and nothing is deleted twice', async () => {
    const limits = { 1: { retentionDays: 10 } };
    purged.clear();
    expect(await expire(limits)).toBe(0);
    expect(purged.size).toBe(0);
    expect(await expire(limits, today + dayMs - 1)).toBe(0);
    expect(await expire(limits, today + dayMs)).toBeGreaterThan(0);
    expect(await counts(1)).toMatchObject({ events: 1 });
  });

  it('waits for the next start where a stop comes first', async () => {
    expect(await expire({ 2: { retentionDays: 1 } }, today, AbortSignal.abort())).toBe(0);
    expect(await counts(2)).toMatchObject({ events: 6 });
  });
});

describe('what was lost', () => {
  const hourMs = 3_600_000;
  const monthsAgo = DateTime.fromMillis(today, { zone: 'utc' }).minus({ months: 14 }).toMillis();

  /** The numbers of one stream, an hour apart. */
  async function putStream(siteId: number, from: number, numbers: number[]): Promise<void> {
    const lines = numbers.map((seq, at) => {
      const seconds = (from + at * hourMs) / 1_000;
      return JSON.stringify([
        siteId,
        siteId,
        siteId,
        seconds.toFixed(3),
        seconds.toFixed(3),
        'pageview',
        `s${from}`,
        seq,
      ]);
    });
    await clickhouse.insert(
      'events (site_id, session_id, visitor_id, time, received_at, type, stream, seq)',
      lines,
    );
  }

  async function countLost(id: number, limits: SiteLimits, retentionMonths: number): Promise<number> {
    const range = { from: DateTime.fromMillis(0), to: DateTime.fromMillis(today) };
    const { query, query_params } = toNeverArrivedSql(
      { id, timezone: 'UTC', limits },
      range,
      "''",
      retentionMonths,
      today,
    );
    const [row] = await clickhouse.select<[string, number]>({ query, query_params });
    return row?.[1] ?? 0;
  }

  it('is not the beginning of what the site keeps no longer, and is what is missing later', async () => {
    await putStream(21, today - 10 * dayMs - 3 * hourMs, [1, 2, 3, 4, 5, 6]);
    await putStream(21, today - 5 * dayMs, [3, 4, 7]);
    expect(await countLost(21, {}, 0)).toBe(4);
    await expire({ 21: { retentionDays: 10 } });
    expect(await countLost(21, {}, 0)).toBe(3 + 4);
    expect(await countLost(21, { retentionDays: 10 }, 0)).toBe(4);
  });

  it('is not the beginning of what ClickHouse drops, with its next merge or that after', async () => {
    // Of the first day that all is there of, and of one before, of which some may be.
    await putStream(22, monthsAgo + 3 * dayMs + 6 * hourMs, [5, 6]);
    await putStream(22, monthsAgo - dayMs, [2, 9]);
    await putStream(22, monthsAgo + 6 * dayMs, [3, 4]);
    expect(await countLost(22, {}, 0)).toBeGreaterThanOrEqual(4 + 2);
    expect(await countLost(22, {}, 14)).toBe(2);
  });
});

describe('the time to live of all rows', () => {
  const read = async (): Promise<Record<string, string>> => {
    const rows = await clickhouse.select<[string, string]>({
      query:
        "SELECT name, extract(engine_full, 'TTL .*(toInterval.*?\\\\))') FROM system.tables WHERE database = currentDatabase()",
    });
    return Object.fromEntries(rows.filter(([, ttl]) => ttl !== ''));
  };
  const months = (count: number): string => `toIntervalMonth(${count})`;

  it('is 14 months, and ten years for counts, as the migrations have it', async () => {
    const before = await read();
    expect(before).toMatchObject({ events: months(14), sessions: months(14), rollup: 'toIntervalYear(10)' });
    await setTimesToLive(clickhouse, { retentionMonths: 14, rollupRetentionMonths: 120 });
    expect(await read()).toEqual(before);
  });

  it('is what the operator sets, for ever too, and back', async () => {
    await setTimesToLive(clickhouse, { retentionMonths: 3, rollupRetentionMonths: 0 });
    const { rollup, ...others } = await read();
    expect(rollup).toBeUndefined();
    expect(others).toMatchObject({
      events: months(3),
      sessions: months(3),
      session_merges: months(3),
      ledger: months(3),
      rejected_events: months(3),
    });
    await setTimesToLive(clickhouse, { retentionMonths: 14, rollupRetentionMonths: 120 });
    expect(await read()).toMatchObject({ events: months(14), rollup: months(120) });
  });
});
