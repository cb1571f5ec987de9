import { randomUUID } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RejectedReply } from '@passerby/wire';
import type { EnrichedEvent } from '../src/enrich/enriched-event.ts';
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

describe('a row that ClickHouse cannot read', () => {
  const dataDir = useDataDir();
  const logger = { error: vi.fn<() => void>() };
  let clickhouse: ClickHouse;
  beforeAll(async () => {
    clickhouse = await openClickHouse(toConfig(dataDir()));
    await migrate(clickhouse);
  });
  afterAll(() => clickhouse.close());

  const view = (change: (row: string) => string = (row) => row): EnrichedEvent => {
    const id = randomUUID();
    const time = Date.now();
    const row = toViewRow(id, time);
    return { id, siteId: 9, time, visitor: '77', previous: undefined, row: change(row) };
  };

  it('poisons no neighbour (snowplow#2438): all others are stored once, it is kept with the reason', async () => {
    const log = openLmdbLog(`${dataDir()}/log.lmdb`, { maxBytes: 1e9, maxDedupeIds: 1e6 });
    const events = Array.from({ length: 500 }, () => view());
    const unreadable = [
      view((row) => row.replace(/^"[^"]*"/, '"no uuid"')),
      view((row) => row.replace('"pageview"', '"no such type"')),
      view((row) => row.replace('{}', '[1]')),
    ];
    for (const [at, event] of unreadable.entries()) events.splice(at * 200, 0, event);
    await log.append(events, Date.now());
    const metrics = createMetrics(log);
    const writer = startWriter(
      {
        log,
        store: createEventStore(clickhouse),
        metrics,
        logger: logger as unknown as FastifyBaseLogger,
        onStored: () => {},
      },
      { maxLagMs: 10, maxInsertRows: 20_000 },
    );
    await whenTrue(() => expect(log.queued()).toBe(0));
    await writer.drain(5_000);
    await log.close();

    expect(
      await clickhouse.select({ query: 'SELECT count(), uniqExact(event_id) FROM events WHERE site_id = 9' }),
    ).toEqual([[500, 500]]);
    const kept = await clickhouse.select<[string, string, string]>({
      query: 'SELECT code, message, event FROM rejected_events WHERE site_id = 9 ORDER BY event',
    });
    expect(kept).toHaveLength(unreadable.length);
    for (const [code, message, event] of kept) {
      expect(code).toBe('refused_by_clickhouse');
      expect(message).toMatch(/^ClickHouse refuses the row \([A-Z_]+\)$/);
      expect(() => JSON.parse(event) as unknown).not.toThrow();
    }
    expect(log.totals().get(9)).toMatchObject({ accepted: 503, stored: 500, refused: 3, queued: 0 });
    // One line that counts them, and no row in it.
    expect(logger.error.mock.calls).toEqual([[{ events: 3 }, expect.any(String)]]);
  });
});
