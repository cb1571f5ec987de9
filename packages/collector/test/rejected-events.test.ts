import { randomUUID } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RejectedReply } from '@passerby/wire';
import type { EnrichedEvent } from '../src/enrich/enriched-event.ts';
import type { EventLog, RejectedEvent } from '../src/log/event-log.ts';
import type { SiteTotals } from '../src/log/ledger.ts';
import { openLmdbLog } from '../src/log/lmdb-log.ts';
import { createMetrics } from '../src/ops/metrics.ts';
import { openClickHouse, type ClickHouse } from '../src/store/clickhouse.ts';
import { createEventStore } from '../src/store/event-store.ts';
import { migrate } from '../src/store/migrate.ts';
import { startWriter } from '../src/writer/writer.ts';
import { readError, site, toConfig, useCollector, useDataDir } from './use-collector.ts';
import { toViewRow } from './to-view-row.ts';
import { whenTrue } from './when-true.ts';

describe('an event that the validator refuses', () => {
  const collector = useCollector();
  const list = async (more = ''): Promise<RejectedReply['rejected']> => {
    const response = await fetch(`${collector.url}/api/v1/rejected?site_id=${site}${more}`);
    expect(response.status).toBe(200);
    return ((await response.json()) as RejectedReply).rejected;
  };

  it('is listed with its reason and what is kept of it, and its neighbour is stored', async () => {
    const before = Date.now();
    await collector.send([{}, { id: 'nope', url: `https://${site}/a?token=secret` }]);
    await collector.whenStored(1);
    await whenTrue(async () => expect(await list()).toHaveLength(1));
    const [rejected] = await list();
    expect(rejected).toMatchObject({ code: 'invalid_id', id: 'nope' });
    expect(rejected?.message).toContain('UUID');
    expect(rejected?.receivedAt).toBeGreaterThanOrEqual(before);
    expect(JSON.parse(rejected?.event ?? '')).toMatchObject({ id: 'nope', url: `https://${site}/a` });
  });

  it('is kept also when it came alone, and over a restart', async () => {
    await collector.send([{ url: 'not a url' }]);
    await collector.stop();
    await collector.start();
    await whenTrue(async () => expect((await list())[0]?.code).toBe('invalid_url'));
  });

  it('is listed among those of its reason alone', async () => {
    const codes = async (more: string): Promise<string[]> => (await list(more)).map(({ code }) => code);
    expect(await codes('')).toEqual(['invalid_url', 'invalid_id']);
    expect(await codes('&code=invalid_id')).toEqual(['invalid_id']);
    expect(await codes("&code=x' OR 1=1 --")).toEqual([]);
  });

  it.each([
    ['', 'site_id: is missing'],
    ['?site_id=', 'site_id: must NOT have fewer than 1 characters'],
    ['?site_id=a&limit=0', 'limit: must be >= 1'],
    ['?site_id=a&limit=1001', 'limit: must be <= 1000'],
    ['?site_id=a&code=', 'code: must NOT have fewer than 1 characters'],
    ['?site_id=a&limit=x', 'limit: must be integer'],
  ])('is not listed for a bad query: %j', async (query, message) => {
    const response = await fetch(`${collector.url}/api/v1/rejected${query}`);
    expect(await readError(response)).toEqual({ status: 400, code: 'invalid_request', message });
  });
});

describe('what ClickHouse refuses', () => {
  const dataDir = useDataDir();
  const logger = { error: vi.fn<(about: object, message: string) => void>() };
  let clickhouse: ClickHouse;
  beforeAll(async () => {
    clickhouse = await openClickHouse(toConfig(dataDir()));
    await migrate(clickhouse);
  });
  afterAll(() => clickhouse.close());

  const view = (siteId: number, change: (row: string) => string = (row) => row): EnrichedEvent => {
    const id = randomUUID();
    const time = Date.now();
    const row = toViewRow(id, time);
    return { id, siteId, time, visitor: '77', previous: undefined, row: change(row) };
  };

  /** Appends events to a log of their own and writes them, until `settled`. */
  async function write(
    name: string,
    events: EnrichedEvent[],
    settled: (log: EventLog) => Promise<void> | void,
    rejected: RejectedEvent[] = [],
  ): Promise<SiteTotals | undefined> {
    logger.error.mockClear();
    const log = openLmdbLog(`${dataDir()}/${name}.lmdb`, { maxBytes: 1e9, maxDedupeIds: 1e6 });
    await log.append(events, Date.now(), rejected);
    const writer = startWriter(
      {
        log,
        store: createEventStore(clickhouse),
        metrics: createMetrics(log),
        logger: logger as unknown as FastifyBaseLogger,
        onStored: () => {},
      },
      { maxLagMs: 10, maxInsertRows: 20_000 },
    );
    await settled(log);
    await writer.drain(5_000);
    const totals = log.totals().get(events[0]?.siteId ?? 0);
    await log.close();
    return totals;
  }
  const whenWritten = (log: EventLog): Promise<void> => log.whenWritten();
  const countStored = (siteId: number): Promise<number[][]> =>
    clickhouse.select({
      query: `SELECT count(), uniqExact(event_id) FROM events WHERE site_id = ${siteId}`,
    });
  const listKept = (siteId: number): Promise<[code: string, message: string, event: string][]> =>
    clickhouse.select({
      query: `SELECT code, message, event FROM rejected_events WHERE site_id = ${siteId} ORDER BY event`,
    });

  it('poisons no neighbour (snowplow#2438): all others are stored once, it is kept with the reason', async () => {
    const events = Array.from({ length: 500 }, () => view(9));
    const unreadable = [
      view(9, (row) => row.replace(/^"[^"]*"/, '"no uuid"')),
      view(9, (row) => row.replace('"pageview"', '"no such type"')),
      view(9, (row) => row.replace('{}', '[1]')),
    ];
    for (const [at, event] of unreadable.entries()) events.splice(at * 200, 0, event);
    const totals = await write('unreadable', events, whenWritten);

    expect(await countStored(9)).toEqual([[500, 500]]);
    const kept = await listKept(9);
    expect(kept).toHaveLength(unreadable.length);
    for (const [code, message, event] of kept) {
      expect(code).toBe('refused_by_clickhouse');
      expect(message).toMatch(/^ClickHouse refuses the row \([A-Z_]+\)$/);
      expect(() => JSON.parse(event) as unknown).not.toThrow();
    }
    expect(totals).toMatchObject({ accepted: 503, stored: 500, refused: 3, queued: 0 });
    // One line that counts them, and no row in it.
    expect(logger.error.mock.calls).toEqual([[{ events: 3 }, expect.any(String)]]);
  });

  it('for a constraint that the operator gave the table holds up no other event', async () => {
    await clickhouse.command("ALTER TABLE events ADD CONSTRAINT no_secrets CHECK path != '/secret'");
    const events = Array.from({ length: 20 }, () => view(10));
    events.splice(7, 0, {
      ...view(10),
      row: toViewRow(randomUUID(), Date.now(), 'https://s.example/secret'),
    });
    const totals = await write('constraint', events, whenWritten);
    await clickhouse.command('ALTER TABLE events DROP CONSTRAINT no_secrets');

    expect(await countStored(10)).toEqual([[20, 20]]);
    expect(await listKept(10)).toEqual([
      ['refused_by_clickhouse', 'ClickHouse refuses the row (VIOLATED_CONSTRAINT)', expect.any(String)],
    ]);
    expect(totals).toMatchObject({ accepted: 21, stored: 20, refused: 1 });
  });

  it('for a view waits until the view is mended, whose name is logged, and is then stored once', async () => {
    // The rows are in `events` already when the table of the view refuses what follows from one of them.
    await clickhouse.command("ALTER TABLE rollup ADD CONSTRAINT no_secrets CHECK value != '/secret'");
    const events = Array.from({ length: 20 }, () => view(11));
    events.push({ ...view(11), row: toViewRow(randomUUID(), Date.now(), 'https://s.example/secret') });
    const totals = await write('view', events, async (log) => {
      await whenTrue(() => expect(logger.error.mock.calls.length).toBeGreaterThan(1));
      expect(log.queued()).toBe(21);
      await clickhouse.command('ALTER TABLE rollup DROP CONSTRAINT no_secrets');
      await log.whenWritten();
    });

    expect(logger.error.mock.calls[0]?.[0]).toMatchObject({
      err: {
        message: expect.stringMatching(/^VIOLATED_CONSTRAINT \(469\) in the view \w+\.rollup_from_events$/),
      },
    });
    expect(await countStored(11)).toEqual([[21, 21]]);
    expect(
      await clickhouse.select({
        query:
          "SELECT dimension, sum(pageviews) FROM rollup WHERE site_id = 11 AND dimension = '' GROUP BY ALL",
      }),
    ).toEqual([['', 21]]);
    expect(await listKept(11)).toEqual([]);
    expect(totals).toMatchObject({ accepted: 21, stored: 21, refused: 0 });
  });

  it('of what was rejected is counted, and holds up no event', async () => {
    const rejected = [(Date.now() / 1_000).toFixed(3), 'never'].map((at) => ({
      siteId: 12,
      code: 'invalid_url',
      line: JSON.stringify([12, at, 'invalid_url', `at ${at}`]),
    }));
    const totals = await write('rejected', [view(12)], whenWritten, rejected);

    expect(await countStored(12)).toEqual([[1, 1]]);
    expect((await listKept(12)).map(([, message]) => message)).toEqual([expect.stringMatching(/^at \d/)]);
    expect(totals?.rejected).toEqual(new Map([['invalid_url', 2]]));
    expect(logger.error.mock.calls).toEqual([[{ events: 1 }, expect.stringContaining('counted only')]]);
  });
});
