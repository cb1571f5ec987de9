import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dedupeWindowMs } from '../config.ts';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import { DedupeWindow } from './dedupe-window.ts';
import type { EventLog, LogBatch, RejectedEvent } from './event-log.ts';
import { deletedSites, refused as refusedKind, type SiteTotals } from './ledger.ts';
import { openLmdbLog } from './lmdb-log.ts';

let directory: string;
let log: EventLog;
const bounds = { maxBytes: 1_000_000, maxDedupeIds: 1_000 };
const openLog = (path = 'log.lmdb', changes = {}): EventLog =>
  openLmdbLog(join(directory, path), { ...bounds, ...changes });

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'log-'));
  log = openLog();
});
afterEach(async () => {
  await log.close();
  rmSync(directory, { recursive: true });
});

let serial = 0;
const event = (changes: Partial<EnrichedEvent> = {}): EnrichedEvent => ({
  id: randomUUID(),
  siteId: 1,
  time: ++serial,
  visitor: '1',
  previous: undefined,
  row: '""',
  ...changes,
});
const append = (...events: EnrichedEvent[]): ReturnType<EventLog['append']> => log.append(events, Date.now());
async function reopen(changes = {}): Promise<void> {
  await log.close();
  log = openLog('log.lmdb', changes);
}
const times = (batch: LogBatch | undefined): number[] => Array.from(batch?.events ?? [], ({ time }) => time);
const timesOf = (events: EnrichedEvent[]): number[] => events.map(({ time }) => time);

describe('append', () => {
  it('lets go of the rows once they are encoded, before the disk has them', async () => {
    const events = [event(), event()];
    const appending = log.append(events, Date.now());
    expect(events.map(({ row }) => row)).toEqual(['', '']);
    await appending;
  });

  it('resolves when the events are on disk: a copy of the file holds them', async () => {
    const events = [event(), event()];
    expect(await append(...events)).toEqual({ accepted: 2, duplicates: 0 });
    cpSync(join(directory, 'log.lmdb'), join(directory, 'copy.lmdb'));
    const copy = openLog('copy.lmdb');
    expect(times(await copy.nextBatch(10))).toEqual(timesOf(events));
    await copy.close();
  });

  it('takes the same id once: within a delivery, in the next, and after a restart', async () => {
    const twice = event();
    expect(await append(twice, event(), twice)).toEqual({ accepted: 2, duplicates: 1 });
    expect(await append(twice, event())).toEqual({ accepted: 1, duplicates: 1 });
    await reopen();
    expect(await append(twice)).toEqual({ accepted: 0, duplicates: 1 });
    expect(log.queued()).toBe(3);
  });

  it('takes the same id once while the first is still on its way to disk', async () => {
    const same = event();
    const replies = await Promise.all([append(same), append(event(), same), append(same)]);
    expect(replies).toEqual([
      { accepted: 1, duplicates: 0 },
      { accepted: 1, duplicates: 1 },
      { accepted: 0, duplicates: 1 },
    ]);
    expect((await log.nextBatch(10))?.size).toBe(2);
  });

  it('answers a duplicate no sooner than the first is durable', async () => {
    const same = event();
    const order: string[] = [];
    const first = append(same).then(() => order.push('first'));
    const duplicate = append(same).then(() => order.push('duplicate'));
    await Promise.all([first, duplicate]);
    expect(order).toEqual(['first', 'duplicate']);
  });

  it('refuses a duplicate with what it repeats: neither may take the other for stored', async () => {
    const write = Promise.withResolvers<boolean>();
    const remember = vi.spyOn(DedupeWindow.prototype, 'remember').mockReturnValueOnce([write.promise]);
    const same = event();
    const deliveries = [append(same), append(same, event())];
    write.reject(new Error('the disk is gone'));
    expect((await Promise.allSettled(deliveries)).map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
    ]);
    remember.mockRestore();
    expect(await append(same)).toEqual({ accepted: 1, duplicates: 0 });
  });

  it('tells sites apart: one id of two sites is two events', async () => {
    const { id } = event();
    expect(await append(event({ id }), event({ id, siteId: 2 }))).toEqual({ accepted: 2, duplicates: 0 });
    expect(await append(event({ id, siteId: 2 }), event({ id, siteId: 3 }))).toEqual({
      accepted: 1,
      duplicates: 1,
    });
  });

  it('knows an id after its event was acknowledged', async () => {
    const once = event();
    await append(once);
    await log.nextBatch(10);
    await log.acknowledge();
    expect(await append(once)).toEqual({ accepted: 0, duplicates: 1 });
  });

  it('takes nothing as nothing', async () => {
    expect(await append()).toEqual({ accepted: 0, duplicates: 0 });
    expect(await log.nextBatch(10)).toBeUndefined();
  });

  it('refuses by log_full what comes while the disk is nearly full, and takes it when there is room again', async () => {
    const { bavail, bsize } = statfsSync(directory);
    await reopen({ minFreeBytes: bavail * bsize * 2 });
    const refused = event();
    await expect(append(refused)).rejects.toMatchObject({
      code: 'log_full',
      status: 503,
      retryAfter: 30,
      message: expect.stringContaining('disk') as string,
    });
    await reopen({ minFreeBytes: 1 });
    expect(await append(refused)).toEqual({ accepted: 1, duplicates: 0 });
  });

  it('refuses by log_full what comes while too much waits, and takes it after', async () => {
    await reopen({ maxBytes: 100 });
    await append(event({ row: 'x'.repeat(200) }));
    const refused = event();
    await expect(append(refused)).rejects.toMatchObject({ code: 'log_full', status: 503, retryAfter: 30 });
    await reopen({ maxBytes: 100 });
    await expect(append(refused)).rejects.toMatchObject({ code: 'log_full' });
    await log.nextBatch(10);
    await log.acknowledge();
    expect(await append(refused)).toEqual({ accepted: 1, duplicates: 0 });
  });

  it('refuses by log_unavailable what cannot be written', async () => {
    await log.close();
    await expect(append(event())).rejects.toMatchObject({
      code: 'log_unavailable',
      status: 503,
      retryAfter: 10,
    });
    log = openLog();
    expect(log.queued()).toBe(0);
  });
});

describe('the file', () => {
  it('is mapped into memory once, however much it grows', async () => {
    for (let delivery = 0; delivery < 3; delivery++) await append(event({ row: 'x'.repeat(450_000) }));
    const maps = readFileSync('/proc/self/maps', 'utf8').split('\n');
    const path = join(directory, 'log.lmdb');
    expect(maps.filter((map) => map.endsWith(path))).toHaveLength(1);
  });
});

describe('nextBatch', () => {
  it('gives whole deliveries, the oldest first, until there are enough', async () => {
    const deliveries = [[event(), event()], [event(), event()], [event()]];
    for (const delivery of deliveries) await append(...delivery);
    expect(times(await log.nextBatch(3))).toEqual(timesOf(deliveries.slice(0, 2).flat()));
    await log.acknowledge();
    expect(times(await log.nextBatch(3))).toEqual(timesOf(deliveries[2] ?? []));
    await log.acknowledge();
    expect(await log.nextBatch(3)).toBeUndefined();
    expect(log.queued()).toBe(0);
  });

  it('gives whole deliveries until they are 32 MiB, because as many of the largest events are too much at once', async () => {
    await reopen({ maxBytes: 1e9 });
    const row = JSON.stringify('x'.repeat(16_000));
    const deliveries = Array.from({ length: 90 }, () => Array.from({ length: 25 }, () => event({ row })));
    for (const delivery of deliveries) await append(...delivery);
    const first = times(await log.nextBatch(100_000));
    expect(first.length % 25).toBe(0);
    expect(first.length * 16_000).toBeGreaterThan(31 << 20);
    expect(first.length * 16_000).toBeLessThan(33 << 20);
    await reopen({ maxBytes: 1e9 });
    expect(times(await log.nextBatch(100_000))).toEqual(first);
    await log.acknowledge();
    expect([...first, ...times(await log.nextBatch(100_000))]).toEqual(timesOf(deliveries.flat()));
  });

  it('gives the same again until it is acknowledged, also after a crash, also when more came meanwhile', async () => {
    await append(event(), event());
    const first = await log.nextBatch(100);
    await append(event());
    expect(await log.nextBatch(100)).toEqual(first);
    // Not closed: as after kill -9, the file is what counts.
    cpSync(join(directory, 'log.lmdb'), join(directory, 'crashed.lmdb'));
    const crashed = openLog('crashed.lmdb');
    await crashed.append([event()], Date.now());
    expect(await crashed.nextBatch(1)).toEqual(first);
    await crashed.acknowledge();
    expect((await crashed.nextBatch(100))?.size).toBe(2);
    await crashed.close();
  });

  it('gives no token twice, also after everything was acknowledged and the log opened again', async () => {
    // A token that comes back would make ClickHouse drop other events as already stored.
    const tokens = new Set<string | undefined>();
    for (let round = 0; round < 6; round++) {
      await append(event());
      tokens.add((await log.nextBatch(10))?.token);
      await log.acknowledge();
      if (round % 2 === 1) await reopen();
    }
    expect(tokens.size).toBe(6);
  });

  it('gives two logs different tokens, because they may share a ClickHouse', async () => {
    const other = openLog('other.lmdb');
    await append(event());
    await other.append([event()], Date.now());
    expect((await other.nextBatch(1))?.token).not.toBe((await log.nextBatch(1))?.token);
    await other.close();
  });

  it('loses and doubles nothing while others append', async () => {
    const sent: number[] = [];
    const seen: number[] = [];
    const senders = Array.from({ length: 4 }, async () => {
      for (let i = 0; i < 50; i++) {
        const events = [event(), event()];
        sent.push(...timesOf(events));
        await append(...events);
      }
    });
    const drain = async (): Promise<void> => {
      while (seen.length < 400) {
        const batch = await log.nextBatch(7);
        if (!batch) {
          await new Promise(setImmediate);
          continue;
        }
        seen.push(...times(batch));
        await log.acknowledge();
      }
    };
    await Promise.all([...senders, drain()]);
    const ascending = (a: number, b: number): number => a - b;
    expect(seen.toSorted(ascending)).toEqual(sent.toSorted(ascending));
    expect(log.queued()).toBe(0);
  });
});

describe('acknowledge', () => {
  it('needs a batch', async () => {
    await append(event());
    await expect(log.acknowledge()).rejects.toThrow(/no batch/);
    expect(log.queued()).toBe(1);
  });

  it('survives a restart: what was acknowledged does not come back', async () => {
    await append(event());
    await log.nextBatch(10);
    await log.acknowledge();
    await reopen();
    expect([log.queued(), await log.nextBatch(10)]).toEqual([0, undefined]);
  });

  it('forgets ids over the number allowed, the oldest first', async () => {
    await reopen({ maxDedupeIds: 3 });
    const events = Array.from({ length: 5 }, () => event());
    for (const one of events) await append(one);
    await log.nextBatch(10);
    await log.acknowledge();
    expect(await append(...events)).toEqual({ accepted: 2, duplicates: 3 });
  });

  it('forgets ids older than 7 days, and none younger', async () => {
    const now = Date.now();
    const [old, young] = [event(), event()];
    await log.append([old], now - dedupeWindowMs - 1_000);
    await log.append([young], now - dedupeWindowMs + 60_000);
    await log.nextBatch(10);
    await log.acknowledge();
    expect(await append(old)).toEqual({ accepted: 1, duplicates: 0 });
    expect(await append(young)).toEqual({ accepted: 0, duplicates: 1 });
  });
});

describe('queued', () => {
  it('counts what was accepted and not acknowledged, also after a restart', async () => {
    await append(event(), event());
    await append(event());
    await reopen();
    expect(log.queued()).toBe(3);
    await log.nextBatch(1);
    expect(log.queued()).toBe(3);
    await log.acknowledge();
    expect(log.queued()).toBe(1);
  });

  it('never falls below 0, not even when the writer is faster than the answer', async () => {
    const lowest = vi.fn<(queued: number) => void>();
    const appended = append(event());
    const drained = (async () => {
      while (!(await log.nextBatch(1))) await new Promise(setImmediate);
      await log.acknowledge();
      lowest(log.queued());
    })();
    await Promise.all([appended, drained]);
    expect(lowest.mock.lastCall?.[0]).toBeGreaterThanOrEqual(0);
    expect(log.queued()).toBe(0);
  });
});

describe('the ledger of the log', () => {
  const rejected = (code: string): RejectedEvent => ({ siteId: 1, code, line: '[1,"0","x","m","","{}"]' });
  const totals = (of = log): unknown => {
    const site = of.totals().get(1);
    return site && { ...pick(site), rejected: Object.fromEntries(site.rejected) };
  };
  const pick = (site: SiteTotals): object => ({
    accepted: site.accepted,
    duplicates: site.duplicates,
    stored: site.stored,
    refused: site.refused,
    queued: site.queued,
  });

  it('is the same after a kill at any moment: in the log, cut, and acknowledged', async () => {
    const twice = event();
    await log.append([twice, twice, event(), event({ siteId: 2 })], Date.now(), [rejected('invalid_url')]);
    const killed = async (name: string): Promise<unknown> => {
      cpSync(join(directory, 'log.lmdb'), join(directory, name));
      const copy = openLog(name);
      const after = totals(copy);
      await copy.close();
      return after;
    };
    const waiting = { accepted: 2, duplicates: 1, stored: 0, refused: 0, queued: 2 };
    expect(totals()).toEqual({ ...waiting, rejected: { invalid_url: 1 } });
    expect(await killed('waiting.lmdb')).toEqual(totals());
    await log.nextBatch(100);
    expect(await killed('cut.lmdb')).toEqual(totals());
    await log.acknowledge([{ siteId: 1, time: 0, kind: refusedKind, count: 1 }]);
    const settled = { ...waiting, stored: 1, refused: 1, queued: 0 };
    expect(totals()).toEqual({ ...settled, rejected: { invalid_url: 1 } });
    expect(await killed('acknowledged.lmdb')).toEqual(totals());
    await append(event(), twice);
    expect(totals()).toMatchObject({ accepted: 3, duplicates: 2, stored: 1, queued: 1 });
    expect(log.totals().get(2)).toMatchObject({ accepted: 1, stored: 1, queued: 0 });
  });

  it('keeps a delivery of nothing but duplicates, and cuts a flood of them', async () => {
    const twice = event();
    for (let sent = 0; sent < 30; sent++) await append(twice);
    expect(totals()).toMatchObject({ accepted: 1, duplicates: 29 });
    expect((await log.nextBatch(10))?.last).toBe(10);
    await log.acknowledge();
    await reopen();
    expect(totals()).toMatchObject({ accepted: 1, duplicates: 29, stored: 1, queued: 0 });
  });

  it('goes on without a site, in sums that do not fall, and what is still in the log stays its own', async () => {
    const sumOf = (field: 'accepted' | 'stored'): number =>
      [...log.totals().values()].reduce((sum, site) => sum + site[field], 0);
    for (const siteId of [1, 1, 2, 3]) await append(event({ siteId }));
    await log.nextBatch(10);
    await log.acknowledge();
    await append(event({ siteId: 2 }));
    for (const siteId of [1, 2, 9]) await log.forgetSite(siteId);
    const expectForgotten = (): void => {
      expect(log.totals().has(1)).toBe(false);
      expect(log.totals().get(deletedSites)).toMatchObject({ accepted: 3, stored: 3 });
      expect(log.totals().get(2)).toMatchObject({ accepted: 1, stored: 0, queued: 1 });
      expect([sumOf('accepted'), sumOf('stored')]).toEqual([5, 4]);
    };
    expectForgotten();
    await reopen();
    expectForgotten();
    await log.nextBatch(10);
    await log.acknowledge();
    await log.forgetSite(2);
    expect(log.totals().get(deletedSites)).toMatchObject({ accepted: 4, stored: 4 });
    expect([sumOf('accepted'), sumOf('stored')]).toEqual([5, 5]);
  });

  it('tells ClickHouse and the log apart while a batch is in both', async () => {
    await append(event());
    const batch = await log.nextBatch(10);
    await append(event(), event());
    const count = (last: number): number =>
      log
        .pending()
        .after(last)
        .reduce((sum, entry) => sum + entry.count, 0);
    for (const when of ['running', 'opened again']) {
      expect([when, count(0), count(batch?.last ?? 0)]).toEqual([when, 3, 2]);
      await reopen();
    }
    await log.nextBatch(10);
    await log.acknowledge();
    expect(count(0)).toBe(2);
  });

  it('counts nothing of a delivery that the disk refused', async () => {
    await log.close();
    await expect(append(event())).rejects.toThrow('cannot be written');
    expect(totals()).toBeUndefined();
    log = openLog();
  });
});

describe('whenWritten', () => {
  /** Whether it resolves before the event loop has turned a few times. */
  const isWritten = (): Promise<boolean> =>
    Promise.race([
      log.whenWritten().then(() => true),
      new Promise<boolean>((resolve) => setTimeout(resolve, 20, false)),
    ]);

  it('resolves at once where nothing waits, after a restart too', async () => {
    expect(await isWritten()).toBe(true);
    await append(event());
    await log.nextBatch(10);
    await log.acknowledge();
    await reopen();
    expect(await isWritten()).toBe(true);
  });

  it.each([
    ['an event', () => append(event())],
    [
      'a rejected event alone',
      () => log.append([], Date.now(), [{ siteId: 1, code: 'invalid_props', line: '[1]' }]),
    ],
  ])('waits for %s on its way to disk, and for no event that comes later', async (_what, appendOne) => {
    const appending = appendOne();
    let isOver = false;
    const written = log.whenWritten().then(() => (isOver = true));
    await appending;
    expect(isOver).toBe(false);
    expect(await isWritten()).toBe(false);
    await log.nextBatch(10);
    await append(event());
    await log.acknowledge();
    await written;
    expect(await isWritten()).toBe(false);
  });
});
