import type { Query } from '@passerby/wire';
import { beforeAll, expect, it, vi } from 'vitest';
import type { ClickHouse } from '../src/store/clickhouse.ts';
import {
  date_range,
  daysAgo,
  expectAsOfEvents,
  letLateSettle,
  noonOf,
  readFoldedDays,
  storedEvents,
  storeEvents,
  withClickHouse,
} from './folded-site.ts';
import { endLongWaits, passLongWaits } from './long-waits.ts';
import { site, useCollector } from './use-collector.ts';
import { whenTrue } from './when-true.ts';

vi.mock('node:timers/promises', () => import('./long-waits.ts'));
/** Called when a collector has inserted what it folded, before that counts. */
const onRows = vi.hoisted(() => vi.fn<() => Promise<void> | void>());
vi.mock('../src/store/clickhouse.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../src/store/clickhouse.ts')>();
  return {
    openClickHouse: async (config: Parameters<typeof original.openClickHouse>[0]): Promise<ClickHouse> => {
      const clickhouse = await original.openClickHouse(config);
      return {
        ...clickhouse,
        async command(query) {
          await clickhouse.command(query);
          if (query.includes('INSERT INTO day_visits')) await onRows();
        },
      };
    },
  };
});

/** For a test on the slowest machine, ms. */
const patienceMs = 300_000;
const collector = useCollector({ maxCacheBytes: 0 });

beforeAll(async () => {
  await collector.stop();
  await withClickHouse(collector.config, storeEvents);
  await collector.start();
}, patienceMs);

const foldedDays = (): Promise<number[]> => withClickHouse(collector.config, readFoldedDays);
const settle = (): Promise<void> => withClickHouse(collector.config, letLateSettle);

/** Rows of folds that are there, and those of them that were never made to count. */
const countRows = (): Promise<[rows: number, left: number]> =>
  withClickHouse(collector.config, async (clickhouse) => {
    const [rows = [0, 0]] = await clickhouse.select<[number, number]>({
      query: 'SELECT count(), countIf(fold NOT IN (SELECT fold FROM day_folds)) FROM day_visits',
    });
    return rows;
  });

async function sendLate(ago: number, visitor: string): Promise<void> {
  await collector.send([{ time: noonOf(ago) }], { visitor });
  await whenTrue(async () => {
    const metrics = await (await fetch(`${collector.url}/metrics`)).text();
    expect(metrics).toMatch(/^passerby_events_queued 0$/m);
  });
}

it(
  'days that are over are folded ten minutes after the start, and answer as the events do',
  async () => {
    const { meta } = await collector.query({ metrics: ['pageviews'], date_range });
    expect([meta.plan, await countRows()]).toEqual(['rollup', [0, 0]]);
    await passLongWaits();
    expect(await foldedDays()).toEqual(daysAgo);
    expect(await expectAsOfEvents(collector)).toBe(storedEvents);
  },
  patienceMs,
);

it(
  'what comes late for a folded day is in the answer at once, and the day is folded anew',
  async () => {
    await sendLate(4, 'ada');
    expect(await foldedDays()).not.toContain(4);
    expect(await expectAsOfEvents(collector)).toBe(storedEvents + 1);
    await settle();
    await passLongWaits();
    expect(await foldedDays()).toEqual(daysAgo);
    expect(await expectAsOfEvents(collector)).toBe(storedEvents + 1);
  },
  patienceMs,
);

it(
  'who is erased is in no answer at once, and in no fold later',
  async () => {
    const erased = await fetch(`${collector.url}/api/v1/visitors/ada?site_id=${site}`, { method: 'DELETE' });
    expect(erased.status).toBe(200);
    expect(await foldedDays()).not.toContain(4);
    const asked: Partial<Query> = { metrics: ['visits', 'bounce_rate', 'pageviews'], date_range };
    const { results, meta } = await collector.query(asked);
    expect(meta.plan).toBe('visit_days');
    expect(results).toEqual((await collector.query({ ...asked, include: { raw: true } })).results);
    await settle();
    await passLongWaits();
    expect(await foldedDays()).toEqual(daysAgo);
    expect(await expectAsOfEvents(collector)).toBe(storedEvents);
  },
  patienceMs,
);

it(
  'a stop in the middle of a fold waits for it, and leaves nothing half done',
  async () => {
    await collector.stop();
    await withClickHouse(collector.config, async (clickhouse) => {
      for (const table of ['day_folds', 'day_visits', 'day_visitors'])
        await clickhouse.command(`TRUNCATE TABLE ${table}`);
    });
    await collector.start();
    const stopped = new Promise((resolve) => {
      onRows.mockImplementationOnce(async () => {
        // The requests under way are answered by now, and the stop waits for what is folded.
        const { url } = collector;
        resolve(collector.stop());
        await whenTrue(() => expect(fetch(url)).rejects.toThrow('fetch failed'));
      });
    });
    endLongWaits();
    await stopped;
    const [rows, left] = await countRows();
    expect([rows > 0, left]).toEqual([true, 0]);
    expect(await foldedDays()).toEqual(daysAgo);
    await collector.start();
    expect(await expectAsOfEvents(collector)).toBe(storedEvents);
  },
  patienceMs,
);

it(
  'a day that takes too much is told by a metric, and is left alone for now',
  async () => {
    const countTooLarge = async (): Promise<string | undefined> =>
      /^passerby_days_too_large_total (\d+)$/m.exec(
        await (await fetch(`${collector.url}/metrics`)).text(),
      )?.[1];
    // The last day: no other is spoilt with it.
    await sendLate(2, 'dan');
    await settle();
    onRows.mockImplementationOnce(() => {
      throw Object.assign(new Error('memory limit exceeded'), { code: '241', type: 'MEMORY_LIMIT_EXCEEDED' });
    });
    for (const _ of [1, 2]) {
      await passLongWaits();
      expect(await countTooLarge()).toBe('1');
    }
    expect(await foldedDays()).not.toContain(2);
    expect(await expectAsOfEvents(collector)).toBe(storedEvents + 1);
    await collector.stop();
    await collector.start();
    await passLongWaits();
    expect(await foldedDays()).toEqual(daysAgo);
  },
  patienceMs,
);

it(
  'rows of a fold that came to no end count in nothing, and the days are folded once more',
  async () => {
    await sendLate(3, 'ben');
    await settle();
    const [, before] = await countRows();
    onRows.mockImplementationOnce(() => {
      throw new Error('the collector died');
    });
    await passLongWaits();
    const [, left] = await countRows();
    expect(left).toBeGreaterThan(before);
    expect(await foldedDays()).not.toContain(3);
    expect(await expectAsOfEvents(collector)).toBe(storedEvents + 2);
    await passLongWaits();
    expect(await foldedDays()).toEqual(daysAgo);
    expect(await expectAsOfEvents(collector)).toBe(storedEvents + 2);
    expect((await countRows())[1]).toBe(left);
  },
  patienceMs,
);

it(
  'days whose events the site keeps no longer answer as before, and with what comes late',
  async () => {
    const changed = await fetch(`${collector.url}/api/v1/sites/${site}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ retention_days: 4 }),
    });
    expect(changed.status).toBe(200);
    const counted: Partial<Query> = { metrics: ['visitors', 'pageviews', 'events'], date_range };
    const visits: Partial<Query> = { metrics: ['visits', 'bounce_rate', 'visit_duration'], date_range };
    const ask = async (query: Partial<Query>): Promise<unknown> => {
      const { results, meta } = await collector.query(query);
      return [meta.plan, results[0]?.metrics];
    };
    const before = [await ask(counted), await ask(visits)];
    // A start deletes what has expired.
    await collector.stop();
    await collector.start();
    await whenTrue(async () => {
      const raw = await collector.query({ ...counted, include: { raw: true } });
      expect(raw.results[0]?.metrics[1]).toBeLessThan(storedEvents / 2 + 2);
    });
    await passLongWaits();
    expect([await ask(counted), await ask(visits)]).toEqual(before);

    const [, [visitors, pageviews, events]] = before[0] as [string, [number, number, number]];
    await sendLate(6, 'cid');
    // The quarters count who was erased, too, as they name nobody.
    const after = ['rollup', [visitors + 2, pageviews + 2, events + 2]];
    expect(await ask(counted)).toEqual(after);
    await settle();
    // Of what is left a fold would make the whole day.
    await passLongWaits();
    expect(await foldedDays()).not.toContain(6);
    expect(await ask(counted)).toEqual(after);
  },
  patienceMs,
);
