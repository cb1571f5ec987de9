import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { noRules } from '../control/site-rules.ts';
import { parseUserAgent } from '../enrich/user-agent.ts';
import type { EventLog } from '../log/event-log.ts';
import { refused } from '../log/ledger.ts';
import { openLmdbLog } from '../log/lmdb-log.ts';
import { toInsertLine } from '../store/row.ts';
import { replay } from './replay.ts';

const site = {
  id: 1,
  key: 's.example',
  origins: [],
  timezone: 'UTC',
  rules: noRules,
  limits: {},
  isSampled: false,
  createdAt: 0,
};
const all = { codes: [], since: 0, until: 1, limit: 10, dryRun: false };
const quarter = 1_795_299_300_000;

let directory: string;
let log: EventLog;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'replay-'));
  log = openLmdbLog(join(directory, 'log.lmdb'), { maxBytes: 1e6, maxDedupeIds: 1e3 });
});
afterEach(async () => {
  await log.close();
  rmSync(directory, { recursive: true });
});

/** A ClickHouse that has these rejected rows, and these events. */
const holding = (rejected: unknown[][], stored: unknown[][] = []): Parameters<typeof replay>[2] => ({
  sites: { isDeleted: () => false },
  log,
  clickhouse: {
    select: <Row extends unknown[]>({ query }: { query: string }) =>
      Promise.resolve((query.includes('about') ? rejected : stored) as Row[]),
  },
});

it('a row that ClickHouse refused is inserted again as it was, though its id was seen', async () => {
  const id = randomUUID();
  const event = { id, siteId: 1, time: quarter + 7, visitor: '18446744073709551615', previous: undefined };
  const row = `"${id}","${(quarter + 9) / 1000}","pageview"`;
  await log.append([{ ...event, row }], quarter + 9);
  await log.nextBatch(10);
  await log.acknowledge([{ siteId: 1, time: quarter, kind: refused, count: 1 }]);
  expect(log.totals().get(1)).toMatchObject({ accepted: 1, stored: 0, refused: 1, queued: 0 });

  const line = toInsertLine({ ...event, row }, { id: '99', visitor: event.visitor });
  const reply = await replay(site, all, holding([[quarter + 5_000, refused, id, line, '']]));
  expect(reply).toEqual({ found: 1, accepted: 1, duplicates: 0, rejected: [] });
  const batch = await log.nextBatch(10);
  const { id: _, ...logged } = event;
  expect([...(batch?.events ?? [])]).toEqual([{ ...logged, row }]);
  expect(batch?.ledger).toEqual([
    { siteId: 1, time: quarter, kind: `replayed_${refused}`, count: 1 },
    { siteId: 1, time: quarter, kind: 'accepted', count: 1 },
  ]);
  await log.acknowledge();
  expect(log.totals().get(1)).toMatchObject({ accepted: 2, stored: 1, refused: 1, queued: 0 });
});

it('what ClickHouse has is a duplicate, though the dedupe window has forgotten it', async () => {
  const id = randomUUID();
  const event = JSON.stringify({ id, type: 'pageview', time: quarter, url: 'https://s.example/' });
  const about = JSON.stringify({
    sentAt: quarter,
    userAgent: parseUserAgent(''),
    bot: '',
    country: '',
    visitor: '1',
    batch: { site: 's.example' },
  });
  const rejected = [[quarter, 'path_excluded', id.toUpperCase(), event, about]];
  const reply = await replay(site, all, holding(rejected, [[id]]));
  expect(reply).toEqual({ found: 1, accepted: 0, duplicates: 1, rejected: [] });
  expect(log.queued()).toBe(0);
});

it('what was rejected before replays were possible stays, and says why', async () => {
  const reply = await replay(site, all, holding([[quarter, 'path_excluded', randomUUID(), '{}', '']]));
  expect(reply).toMatchObject({ found: 1, accepted: 0, rejected: [{ code: 'kept_in_part', count: 1 }] });
});
