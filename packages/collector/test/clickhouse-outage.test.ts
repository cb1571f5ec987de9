import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from '@passerby/wire';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ClickHouseHttp, startClickHouseHttp } from '../../../e2e/support/clickhouse-http/start.ts';
import { openClickHouse } from '../src/store/clickhouse.ts';
import { createEventStore } from '../src/store/event-store.ts';
import { migrate } from '../src/store/migrate.ts';
import { toInsertLine } from '../src/store/row.ts';
import { toSessionId } from '../src/writer/session-memory.ts';
import { ask, readError, toBatch, toConfig, useCollector } from './use-collector.ts';
import { toViewRow } from './to-view-row.ts';

// A server of its own, because it dies.
let clickhouse: ClickHouseHttp;
let dataDir = '';
const options: { clickhouseUrl?: string } = {};

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'passerby-outage-'));
  clickhouse = await startClickHouseHttp({ dataDir });
  options.clickhouseUrl = `${clickhouse.url}/outage`;
});
afterAll(async () => {
  await clickhouse.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const collector = useCollector(options);

it('a ClickHouse server that dies and comes back loses nothing and doubles nothing', async () => {
  let sent = 0;
  let sending = true;
  const send = async (): Promise<void> => {
    while (sending) {
      const batch = toBatch([{}, { type: 'event', name: 'click' }]);
      const reply = (await (await collector.post(batch)).json()) as Reply;
      expect(reply).toMatchObject({ accepted: 2, duplicates: 0 });
      sent += 2;
    }
  };
  const senders = [send(), send()];
  const { port } = clickhouse;
  for (const end of ['kill', 'stop'] as const) {
    await sleep(300);
    await clickhouse[end]();
    await sleep(700);
    const response = await ask(collector.url, {});
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await readError(response)).toMatchObject({ status: 503, code: 'clickhouse_unavailable' });
    clickhouse = await startClickHouseHttp({ dataDir, port });
  }
  sending = false;
  await Promise.all(senders);
  expect(sent).toBeGreaterThan(50);
  await collector.whenStored(sent);
  const { results } = await collector.query({
    metrics: ['events', 'visits', 'pageviews', 'views_per_visit'],
  });
  expect(results[0]?.metrics).toEqual([sent, 1, sent / 2, sent / 2]);
});

it('an insert that is repeated after ClickHouse has started anew changes nothing', async () => {
  const { port } = clickhouse;
  const config = { ...toConfig(dataDir), clickhouseUrl: `${clickhouse.url}/repeated` };
  const store = await openClickHouse(config);
  await migrate(store);
  const { insertEvents } = createEventStore(store);
  const time = Date.now();
  const lines = Array.from({ length: 10 }, () => toLine(time));
  const stored = (): Promise<number[][]> =>
    store.select({ query: 'SELECT (SELECT count() FROM events), (SELECT sum(pageviews) FROM sessions)' });

  await insertEvents(lines, 'a token');
  expect(await stored()).toEqual([[10, 10]]);
  for (const end of ['kill', 'stop'] as const) {
    await clickhouse[end]();
    clickhouse = await startClickHouseHttp({ dataDir, port });
    await insertEvents(lines, 'a token');
    expect(await stored()).toEqual([[10, 10]]);
  }
  await store.close();
});

function toLine(time: number): string {
  const row = toViewRow(randomUUID(), time);
  return toInsertLine({ siteId: 1, time, row }, { id: toSessionId(time, '77'), visitor: '77' });
}
