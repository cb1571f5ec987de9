import { expect, it, vi } from 'vitest';
import type { Query, QueryReply } from '@passerby/wire';
import { openControlDatabase } from '../src/control/database.ts';
import { createSites } from '../src/control/sites.ts';
import { controlPath, createDataDir } from '../src/ops/data-dir.ts';
import { startServer } from '../src/server.ts';
import {
  daysAgo,
  expectAsOfEvents,
  readFoldedDays,
  storedEvents,
  storeEvents,
  withClickHouse,
} from './folded-site.ts';
import { passLongWaits } from './long-waits.ts';
import { ask, site, useCollector, useDataDir } from './use-collector.ts';

vi.mock('node:timers/promises', () => import('./long-waits.ts'));

const collector = useCollector({ maxCacheBytes: 0 });
const otherDir = useDataDir();

it('two collectors in front of one ClickHouse fold the same days, and each counts once', async () => {
  await withClickHouse(collector.config, storeEvents);
  const dataDir = `${otherDir()}/other`;
  createDataDir(dataDir);
  const control = await openControlDatabase(controlPath(dataDir));
  await createSites(control).add({ domain: site });
  await control.destroy();
  const other = await startServer({ ...collector.config, dataDir });
  try {
    await passLongWaits();
    await withClickHouse(collector.config, async (clickhouse) => {
      expect(await readFoldedDays(clickhouse)).toEqual(daysAgo);
      const [folds] = await clickhouse.select<[number]>({
        query:
          "SELECT uniqExact(fold) FROM day_visits WHERE dimension = '' GROUP BY day ORDER BY day LIMIT 1",
      });
      expect(folds).toEqual([2]);
    });
    expect(await expectAsOfEvents(collector)).toBe(storedEvents);
    const query = async (asked: Partial<Query>): Promise<QueryReply> =>
      (await ask(other.url, asked)).json() as Promise<QueryReply>;
    expect(await expectAsOfEvents({ query })).toBe(storedEvents);
  } finally {
    await other.stop();
  }
}, 300_000);
