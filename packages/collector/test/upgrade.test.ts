import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DateTime } from 'luxon';
import type { Metric } from '@passerby/wire';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openLmdbLog } from '../src/log/lmdb-log.ts';
import { toSql } from '../src/query/sql.ts';
import { openClickHouse, type ClickHouse } from '../src/store/clickhouse.ts';
import { createEventStore } from '../src/store/event-store.ts';
import { migrate, toStatements } from '../src/store/migrate.ts';
import { insertColumns, toInsertLine } from '../src/store/row.ts';
import { toConfig, useDataDir } from './use-collector.ts';

// A data directory as the collector before 0002 left it: rows of its columns, sessions by its view.
const dataDir = useDataDir();
let clickhouse: ClickHouse;

const statementsOf = (name: string): string[] =>
  toStatements(readFileSync(new URL(`../src/store/migrations/${name}`, import.meta.url), 'utf8'));
const [first, second] = ['0001-events.sql', '0002-bots-and-channels.sql'];
const oldColumns = insertColumns.slice(0, insertColumns.indexOf(', bot'));
const noon = Date.UTC(2026, 10, 20, 12);

/** The text of a row as the collector of 0001 wrote it: it ends with `sdk`. */
const oldRow = (source: string): string =>
  [
    `"${randomUUID()}",${noon / 1000},"pageview","pageview","","",0,"shop.example","/","","","",`,
    `"${source}","","","","","DE","Chrome","142","Linux","","desktop","de",1440,0,0,0,"",{},"sdk-core/0.1.0"`,
  ].join('');

const session = (visitor: number): { id: string; visitor: string } => ({
  id: ((BigInt(noon / 1000) << 32n) | BigInt(visitor)).toString(),
  visitor: String(visitor),
});
const line = (visitor: number, time: number, source = ''): string =>
  toInsertLine({ siteId: 1, time, row: oldRow(source) }, session(visitor));

async function numbers(dimensions: 'visit:channel'[] = []): Promise<unknown[]> {
  const metrics: Metric[] = ['visitors', 'visits', 'pageviews', 'views_per_visit', 'visit_duration', 'bots'];
  const range = { from: DateTime.fromMillis(noon - 1), to: DateTime.fromMillis(noon + 3_600_000) };
  return clickhouse.select(
    toSql({
      query: {
        site_id: 's',
        metrics: dimensions.length > 0 ? ['visits'] : metrics,
        date_range: 'all',
        dimensions,
      },
      site: { id: 1, timezone: 'UTC', isSampled: false, limits: {} },
      range,
      goals: [],
      merged: new Map(),
    }),
  );
}

beforeAll(async () => {
  clickhouse = await openClickHouse(toConfig(dataDir()));
});
afterAll(async () => {
  await clickhouse.close();
});

beforeEach(async () => {
  for (const name of [
    'sessions_from_events',
    'rollup_from_events',
    'events',
    'sessions',
    'rollup',
    'schema_migrations',
  ])
    await clickhouse.command(`DROP TABLE IF EXISTS ${name}`);
  for (const statement of statementsOf(first ?? '')) await clickhouse.command(statement);
  await clickhouse.command(
    'CREATE TABLE schema_migrations (name String, applied_at DateTime DEFAULT now()) ENGINE = MergeTree ORDER BY name',
  );
  await clickhouse.insert('schema_migrations (name)', [`["${first}"]`]);
  await clickhouse.insert(`events (${oldColumns})`, [
    line(1, noon, 'Google'),
    line(1, noon + 60_000),
    line(2, noon),
    line(3, noon),
    line(3, noon + 30_000),
  ]);
});

describe('the migration to bots and channels', () => {
  it.each(Array.from({ length: statementsOf(second ?? '').length + 1 }, (_, index) => index))(
    'that crashed after %i statements is mended by the next start, and changes no number (umami#3355)',
    async (done) => {
      for (const statement of statementsOf(second ?? '').slice(0, done)) await clickhouse.command(statement);
      await migrate(clickhouse);
      await migrate(clickhouse);
      expect(await numbers()).toEqual([[3, 3, 5, 1.67, 30, 0]]);
      expect(await numbers(['visit:channel'])).toEqual([
        ['Direct', 2],
        ['Unassigned', 1],
      ]);
      // What comes after it counts once, in old sessions and in new ones.
      await createEventStore(clickhouse).insertEvents(
        [line(2, noon + 90_000), line(4, noon)],
        `after ${done}`,
      );
      expect(await numbers()).toEqual([[4, 4, 7, 1.75, 45, 0]]);
    },
  );
});

it('events that waited in the log while the collector was renewed are stored', async () => {
  await migrate(clickhouse);
  const log = openLmdbLog(`${dataDir()}/log.lmdb`, { maxBytes: 1e9, maxDedupeIds: 1e6 });
  await log.append(
    [{ id: randomUUID(), siteId: 1, time: noon, visitor: '9', previous: undefined, row: oldRow('X') }],
    noon,
  );
  const batch = await log.nextBatch(10);
  const lines = Array.from(batch?.events ?? [], (event) => toInsertLine(event, session(9)));
  await createEventStore(clickhouse).insertEvents(lines, batch?.token ?? '');
  await log.close();
  expect(await numbers()).toEqual([[4, 4, 6, 1.5, 22, 0]]);
});
