import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from '@passerby/wire';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ClickHouseHttp, startClickHouseHttp } from '../../../e2e/support/clickhouse-http/start.ts';
import { ask, readError, toBatch, useCollector } from './use-collector.ts';

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
