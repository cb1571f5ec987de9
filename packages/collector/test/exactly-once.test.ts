import { randomUUID } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EnrichedEvent } from '../src/enrich/enriched-event.ts';
import { openLmdbLog } from '../src/log/lmdb-log.ts';
import type { EventLog } from '../src/log/event-log.ts';
import { openClickHouse, type ClickHouse } from '../src/store/clickhouse.ts';
import { createEventStore, type EventStore } from '../src/store/event-store.ts';
import { migrate } from '../src/store/migrate.ts';
import { toTexts } from '../src/store/pieces.ts';
import { toInsertLine } from '../src/store/row.ts';
import { toSessionId } from '../src/writer/session-memory.ts';
import { createMetrics } from '../src/ops/metrics.ts';
import { startWriter, type Writer } from '../src/writer/writer.ts';
import { toConfig, useDataDir } from './use-collector.ts';
import { toViewRow } from './to-view-row.ts';
import { whenTrue } from './when-true.ts';

// The log, the writer and ClickHouse, put together as `server.ts` does, with a store that can be made to fail.

const dataDir = useDataDir();
const silent = { error: () => {} } as unknown as FastifyBaseLogger;
const minuteMs = 60_000;

let clickhouse: ClickHouse;
let log: EventLog;
let writer: Writer | undefined;
/** Each test is a site of its own. */
let siteId = 0;

beforeAll(async () => {
  clickhouse = await openClickHouse(toConfig(dataDir()));
  await migrate(clickhouse);
  openLog();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await writer?.drain(5_000);
  writer = undefined;
});

afterAll(async () => {
  await log.close();
  await clickhouse.close();
});

function openLog(): void {
  log = openLmdbLog(`${dataDir()}/log.lmdb`, { maxBytes: 1e9, maxDedupeIds: 1e6 });
}

function start(store: Partial<EventStore> = {}, from: Partial<EventLog> = {}): void {
  const { name } = log;
  writer = startWriter(
    {
      log: {
        name,
        nextBatch: (most) => log.nextBatch(most),
        acknowledge: (refusals) => log.acknowledge(refusals),
        queued: () => log.queued(),
        ...from,
      },
      store: { ...createEventStore(clickhouse), ...store },
      metrics: createMetrics(log),
      logger: silent,
      onStored: () => {},
    },
    { maxLagMs: 10, maxInsertRows: 1_000 },
  );
}

function view(time: number, visitor = '77', siteOfEvent = siteId): EnrichedEvent {
  const id = randomUUID();
  const row = toViewRow(id, time);
  return { id, siteId: siteOfEvent, time, visitor, previous: undefined, row };
}

/** What ClickHouse holds of this test's site; `views` are those that the sessions count, and the rollup as well. */
async function stored(): Promise<{ rows: number; ids: number; sessions: number; views: number }> {
  const [[rows, ids] = [0, 0]] = await clickhouse.select<number[]>({
    query: 'SELECT count(), uniqExact(event_id) FROM events WHERE site_id = {siteId:UInt32}',
    query_params: { siteId },
  });
  const [[sessions, views, rolledUp] = [0, 0, 0]] = await clickhouse.select<number[]>({
    query: `
      SELECT uniqExact(session_id), sum(pageviews),
             (SELECT sum(pageviews) FROM rollup WHERE site_id = {siteId:UInt32} AND dimension = '')
      FROM sessions WHERE site_id = {siteId:UInt32}`,
    query_params: { siteId },
  });
  expect(rolledUp).toBe(views);
  return { rows: rows ?? 0, ids: ids ?? 0, sessions: sessions ?? 0, views: views ?? 0 };
}

const whenDrained = (): Promise<void> => whenTrue(() => expect(log.queued()).toBe(0));

describe('an insert whose answer is lost', () => {
  it('is sent again under its token, and events and sessions count once', async () => {
    siteId = 1;
    const real = createEventStore(clickhouse);
    const tokens: string[] = [];
    start({
      async insertEvents(lines, token) {
        await real.insertEvents(lines, token);
        tokens.push(token);
        if (tokens.length === 1) throw new Error('socket hang up');
      },
    });
    const now = Date.now();
    await log.append([view(now), view(now + 1), view(now + 2, '78')], now);
    await whenDrained();
    expect(tokens).toHaveLength(2);
    expect(new Set(tokens).size).toBe(1);
    expect(await stored()).toEqual({ rows: 3, ids: 3, sessions: 2, views: 3 });
  });

  it('is the same after the process died before it was acknowledged', async () => {
    siteId = 2;
    const now = Date.now();
    await log.append([view(now), view(now + 1)], now);
    const batch = await log.nextBatch(1_000);
    start({
      async insertEvents(lines, token) {
        expect(token).toBe(batch?.token);
        await createEventStore(clickhouse).insertEvents(lines, token);
        throw new Error('killed before the acknowledgement');
      },
    });
    await whenTrue(async () => expect((await stored()).rows).toBe(2));
    await writer?.drain(1);
    await log.close();
    openLog();
    await log.append([view(now + 2)], now);
    start();
    await whenDrained();
    expect(await stored()).toEqual({ rows: 3, ids: 3, sessions: 1, views: 3 });
  });
});

describe('a ClickHouse that fails for a while', () => {
  it('loses nothing and doubles nothing (rybbit#709)', async () => {
    siteId = 3;
    const real = createEventStore(clickhouse);
    let failures = 0;
    start({
      async insertEvents(lines, token) {
        if (++failures <= 3) throw new Error('connect ECONNREFUSED');
        await real.insertEvents(lines, token);
      },
    });
    const now = Date.now();
    for (let i = 0; i < 20; i++) await log.append([view(now + i), view(now + i, '79')], now);
    await whenDrained();
    expect(failures).toBeGreaterThan(3);
    expect(await stored()).toEqual({ rows: 40, ids: 40, sessions: 2, views: 40 });
  });

  it('gets the very same rows again, also where the first attempt changed the sessions in memory', async () => {
    siteId = 4;
    const attempts: string[][] = [];
    const real = createEventStore(clickhouse);
    start({
      async insertEvents(lines, token) {
        attempts.push(toTexts(lines));
        if (attempts.length === 1) throw new Error('connect ECONNREFUSED');
        await real.insertEvents(lines, token);
      },
    });
    // Over midnight, in the wrong order: the first begins a session, because the second, which it would have joined,
    // is not there yet.
    const midnight = Date.now() - 60 * minuteMs;
    const out = [{ ...view(midnight + minuteMs, '20'), previous: '10' }, view(midnight - minuteMs, '10')];
    await log.append(out, Date.now());
    await whenDrained();
    expect(attempts).toHaveLength(2);
    expect(attempts[1]).toEqual(attempts[0]);
    expect(await stored()).toEqual({ rows: 2, ids: 2, sessions: 2, views: 2 });
  });

  it('that fails to recall sessions is asked again before anything is assigned', async () => {
    siteId = 5;
    let recalls = 0;
    const real = createEventStore(clickhouse);
    start({
      async recallSessions(...asked) {
        if (++recalls === 1) throw new Error('connect ECONNREFUSED');
        return real.recallSessions(...asked);
      },
    });
    await log.append([view(Date.now())], Date.now());
    await whenDrained();
    expect(recalls).toBeGreaterThan(1);
    expect(await stored()).toEqual({ rows: 1, ids: 1, sessions: 1, views: 1 });
  });
});

describe('a token', () => {
  const lines = (...times: number[]): string[] =>
    times.map((time) => toInsertLine(view(time), { id: toSessionId(times[0] ?? 0, '90'), visitor: '90' }));

  it('stands for its first rows: other rows under it are not stored, neither in the table nor by its view', async () => {
    siteId = 10;
    const store = createEventStore(clickhouse);
    const now = Date.now();
    await store.insertEvents(lines(now, now + 1), 'token of site 10');
    await store.insertEvents(lines(now + 2), 'token of site 10');
    expect(await stored()).toEqual({ rows: 2, ids: 2, sessions: 1, views: 2 });
    await store.insertEvents(lines(now, now + 3), 'another token of site 10');
    expect(await stored()).toEqual({ rows: 4, ids: 4, sessions: 1, views: 4 });
  });

  it('heals an insert that died between the table and its view', async () => {
    siteId = 11;
    const store = createEventStore(clickhouse);
    const batch = lines(Date.now(), Date.now() + 1);
    await clickhouse.command('ALTER TABLE sessions ADD CONSTRAINT broken CHECK pageviews > 1000');
    await expect(store.insertEvents(batch, 'token of site 11')).rejects.toThrow(/broken/);
    expect(await stored()).toEqual({ rows: 2, ids: 2, sessions: 0, views: 0 });
    await clickhouse.command('ALTER TABLE sessions DROP CONSTRAINT broken');
    await store.insertEvents(batch, 'token of site 11');
    await store.insertEvents(batch, 'token of site 11');
    expect(await stored()).toEqual({ rows: 2, ids: 2, sessions: 1, views: 2 });
  });
});

it('a clock that is set back by an hour does not stop the writer for an hour', async () => {
  siteId = 13;
  const now = Date.now();
  const real = createEventStore(clickhouse);
  start({
    async insertEvents(lines, token) {
      await real.insertEvents(lines, token);
      vi.spyOn(Date, 'now').mockImplementation(() => now - 60 * minuteMs);
    },
  });
  await log.append([view(now, '93')], now);
  await whenDrained();
  await log.append([view(now + 1, '93')], now);
  await whenDrained();
  expect(await stored()).toMatchObject({ rows: 2, ids: 2 });
});

describe('a log that was damaged', () => {
  it('has forgotten the token of its batch: what ClickHouse has of it is left out, by its id', async () => {
    siteId = 12;
    const now = Date.now();
    const [inserted, other] = [view(now, '92'), view(now + 1, '92')];
    await createEventStore(clickhouse).insertEvents(
      [toInsertLine(inserted, { id: toSessionId(now, '92'), visitor: '92' })],
      'forgotten',
    );
    await log.append([inserted, other], now);
    start(
      {},
      {
        async nextBatch(most) {
          const batch = await log.nextBatch(most);
          return batch && { ...batch, isDoubtful: true };
        },
      },
    );
    await whenDrained();
    expect(await stored()).toEqual({ rows: 2, ids: 2, sessions: 1, views: 2 });
  });
});

describe('a restart of the writer', () => {
  it('splits no session, neither of new events nor of late ones (plausible#4555)', async () => {
    siteId = 6;
    const now = Date.now();
    start();
    await log.append([view(now - 20 * minuteMs), view(now - 300 * minuteMs)], now);
    await whenDrained();
    await writer?.drain(5_000);
    start();
    // One joins the session of 20 minutes ago, one the session of 5 hours ago.
    await log.append([view(now), view(now - 290 * minuteMs)], now);
    await whenDrained();
    expect(await stored()).toEqual({ rows: 4, ids: 4, sessions: 2, views: 4 });
  });

  it('recalls late events of thousands of visitors by few queries', async () => {
    siteId = 7;
    const late = Date.now() - 300 * minuteMs;
    const visitors = Array.from({ length: 6_000 }, (_, i) =>
      (18_000_000_000_000_000_000n + BigInt(i)).toString(),
    );
    start();
    for (const time of [late, late + minuteMs]) {
      await log.append(
        visitors.map((visitor) => view(time, visitor)),
        Date.now(),
      );
      await whenDrained();
    }
    expect(await stored()).toEqual({ rows: 12_000, ids: 12_000, sessions: 6_000, views: 12_000 });
  });

  it('assigns a late event of one site to the sessions of that site', async () => {
    siteId = 8;
    const late = Date.now() - 300 * minuteMs;
    start();
    await log.append([view(late, '80', 8), view(late, '81', 9)], Date.now());
    await whenDrained();
    expect(await stored()).toEqual({ rows: 1, ids: 1, sessions: 1, views: 1 });
  });
});
