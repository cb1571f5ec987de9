import { createHash, randomBytes } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import type { EventLog } from './event-log.ts';
import { Headroom } from './headroom.ts';
import { openLmdbFile } from './lmdb-file.ts';
import { openLmdbLog } from './lmdb-log.ts';
import { listPutAside, mendLog, toReport } from './mend-log.ts';

// Before the log was looked through, most of what is done here to its file ended the process: SIGSEGV where a meta page
// was gone, SIGBUS where the file was cut, an assertion of LMDB where a page was overwritten.

const pageBytes = 4096;
const deliveries = 120;
/** Deliveries that ClickHouse has. */
const acknowledged = 30;
const eventsEach = 3;
const now = Date.UTC(2026, 10, 24, 20, 5);

let directory: string;
/** A log as a kill leaves it. */
let whole: string;
/** What each test damages: a copy of it. */
let path: string;
/** Token and events of the batch that was under way. */
let underWay: { token: string; times: number[] };
const sent: EnrichedEvent[] = [];
const bounds = { maxBytes: 1e9, maxDedupeIds: 1e6 };

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'mend-'));
  whole = join(directory, 'whole.lmdb');
  const log = openLmdbLog(join(directory, 'running.lmdb'), bounds);
  for (let delivery = 1; delivery <= deliveries; delivery++) {
    const events = Array.from({ length: eventsEach }, () => event(delivery));
    sent.push(...events);
    await log.append(events, Date.now());
    if (delivery !== acknowledged * 2) continue;
    await log.nextBatch(acknowledged * eventsEach);
    await log.acknowledge();
  }
  const { token = '', events = [] } = (await log.nextBatch(30)) ?? {};
  underWay = { token, times: Array.from(events, ({ time }) => time) };
  copyFileSync(join(directory, 'running.lmdb'), whole);
  new Headroom(whole).close(); // without the room at its end, where no damage would do harm
  await log.close();
});
beforeEach(() => {
  path = join(mkdtempSync(join(directory, 'damaged-')), 'log.lmdb');
  copyFileSync(whole, path);
});
afterAll(() => rmSync(directory, { recursive: true }));

let serial = 0;
/** The same ids in each run, as they decide which page of the file holds what. */
const idOf = (number: number): string =>
  createHash('sha256')
    .update(`${number}`)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');

/** Every tenth delivery is larger than a page. */
function event(delivery: number): EnrichedEvent {
  const row = JSON.stringify('x'.repeat(delivery % 10 === 0 ? 4_000 : 200));
  serial++;
  return { id: idOf(serial), siteId: 1, time: serial, visitor: '1', previous: undefined, row };
}

const pages = (): number => statSync(path).size / pageBytes;

function overwrite(page: number, count: number, how: 'zeros' | 'noise' = 'zeros'): void {
  const bytes = how === 'zeros' ? Buffer.alloc(count * pageBytes) : randomBytes(count * pageBytes);
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, page * pageBytes);
  closeSync(file);
}

const cutTo = (bytes: number): void => truncateSync(path, bytes);

/** Takes all out of a log; the token of the first batch and the times of all events. */
async function drain(log: EventLog): Promise<{ firstToken: string | undefined; times: number[] }> {
  const times: number[] = [];
  let firstToken: string | undefined;
  for (;;) {
    const batch = await log.nextBatch(50);
    if (!batch) return { firstToken, times };
    firstToken ??= batch.token;
    for (const { time } of batch.events) times.push(time);
    await log.acknowledge();
  }
}

/** Mends, and checks what holds whatever was damaged. */
async function mendAndDrain(): Promise<{ saved: number[]; token: string | undefined; missing: number }> {
  const damage = await mendLog(path, now);
  if (!damage) throw new Error('nothing was found damaged');
  expect(await mendLog(path, now)).toBeUndefined();
  const log = openLmdbLog(path, bounds);
  expect(log.damages).toBe(1);
  const again = sent.slice(-3);
  const { firstToken, times } = await drain(log);
  const waiting = new Set(sent.slice(acknowledged * eventsEach).map(({ time }) => time));
  expect(times.filter((time) => !waiting.has(time))).toEqual([]);
  expect(new Set(times).size).toBe(times.length);
  // It goes on: new events come in, and those it still knows are duplicates.
  const { accepted, duplicates } = await log.append([...again, event(1)], Date.now());
  expect(accepted + duplicates).toBe(4);
  expect((await drain(log)).times).toHaveLength(accepted);
  await log.close();
  return { saved: times, token: firstToken, missing: damage.missing };
}

const all = (): number[] => sent.slice(acknowledged * eventsEach).map(({ time }) => time);

describe('a log that is whole', () => {
  it('is left as it is', async () => {
    const before = readFileSync(path);
    expect(await mendLog(path, now)).toBeUndefined();
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(join(path, '..'))).toEqual(['log.lmdb']);
  });

  it('is whole at any moment of a busy life', async () => {
    const log = openLmdbLog(path, bounds);
    for (let round = 1; round <= 40; round++) {
      await Promise.all(Array.from({ length: 5 }, () => log.append([event(round), event(1)], Date.now())));
      if (round % 3 === 0) await log.nextBatch(40);
      if (round % 6 === 0) await log.acknowledge();
      const copy = `${path}.${round}`;
      copyFileSync(path, copy);
      const file = openLmdbFile(copy);
      expect(file.snapshots.map((snapshot) => snapshot.isWhole())).toEqual([true, true]);
      file.close();
    }
    await log.close();
  });

  it('may be missing or empty', async () => {
    expect(await mendLog(join(directory, 'none.lmdb'))).toBeUndefined();
    cutTo(0);
    expect(await mendLog(path)).toBeUndefined();
  });
});

describe('a damaged log', () => {
  it.each([
    ['its first meta page', () => overwrite(0, 1)],
    ['its first meta page, of noise', () => overwrite(0, 1, 'noise')],
    ['both meta pages', () => overwrite(0, 2)],
    ['both meta pages, of noise', () => overwrite(0, 2, 'noise')],
  ])('without %s loses nothing', async (_title, damage) => {
    damage();
    const { saved, token, missing } = await mendAndDrain();
    expect(saved.toSorted((a, b) => a - b)).toEqual(all());
    expect([token, missing]).toEqual([underWay.token, 0]);
  });

  it('whose last page was not written goes on before the last transaction', async () => {
    overwrite(pages() - 1, 1);
    const { saved } = await mendAndDrain();
    expect(saved.length).toBeGreaterThanOrEqual(all().length - eventsEach);
  });

  it.each([
    ['cut in the middle', () => cutTo(Math.floor(pages() / 2) * pageBytes)],
    ['cut in the middle of a page', () => cutTo(Math.floor(pages() / 2) * pageBytes + 1_001)],
    ['of zeros from its middle on', () => overwrite(Math.floor(pages() / 2), Math.ceil(pages() / 2))],
    [
      'of noise from its middle on',
      () => overwrite(Math.floor(pages() / 2), Math.ceil(pages() / 2), 'noise'),
    ],
  ])('%s gives what lies before', async (_title, damage) => {
    damage();
    const { saved, missing } = await mendAndDrain();
    expect(saved.length).toBeGreaterThan(20);
    expect(saved.length + missing * eventsEach).toBeLessThanOrEqual(all().length);
  });

  it.each([
    ['nothing but its first bytes', () => cutTo(100)],
    ['nothing but its meta pages', () => cutTo(2 * pageBytes)],
    ['nothing but zeros', () => overwrite(0, pages())],
    ['nothing but noise', () => overwrite(0, pages(), 'noise')],
  ])('with %s begins anew', async (_title, damage) => {
    damage();
    expect((await mendAndDrain()).saved).toEqual([]);
  });

  it('gives all but the delivery whose bytes have changed', async () => {
    const lost = sent.at(-50);
    const bytes = readFileSync(path);
    const at = bytes.indexOf(`1 ${lost?.time} 1 - "xxx`);
    for (let from = at; from !== -1; from = bytes.indexOf(`1 ${lost?.time} 1 - "xxx`, from + 1)) {
      bytes.write('y', from + 20);
    }
    const file = openSync(path, 'r+');
    writeSync(file, bytes);
    closeSync(file);
    const { saved, missing } = await mendAndDrain();
    expect(saved).not.toContain(lost?.time);
    expect([saved.length, missing]).toEqual([all().length - eventsEach, 1]);
  });

  it('sends the batch that was under way again under its token', async () => {
    overwrite(0, 1);
    await mendLog(path, now);
    const log = openLmdbLog(path, bounds);
    const batch = await log.nextBatch(1);
    expect({ token: batch?.token, times: Array.from(batch?.events ?? [], ({ time }) => time) }).toEqual(
      underWay,
    );
    await log.close();
  });

  it('still knows what it took as duplicates', async () => {
    overwrite(1, 1);
    await mendLog(path, now);
    const log = openLmdbLog(path, bounds);
    expect(await log.append(sent.slice(0, -eventsEach), Date.now())).toMatchObject({ accepted: 0 });
    await log.close();
  });

  it('says of batches that ClickHouse may have them, where the newest state is lost, and of no later ones', async () => {
    overwrite(0, 2);
    await mendLog(path, now);
    const log = openLmdbLog(path, bounds);
    expect((await log.nextBatch(1_000))?.isDoubtful).toBe(true);
    await log.acknowledge();
    await drain(log);
    await log.append([event(1)], Date.now());
    expect((await log.nextBatch(1_000))?.isDoubtful).toBe(false);
    await log.close();
  });

  it('is put aside under a dated name, and reported with what to do', async () => {
    overwrite(0, 1);
    const damaged = readFileSync(path);
    const damage = await mendLog(path, now);
    const putAside = `${path}.damaged-2026-11-24T20-05-00.000Z`;
    expect(damage).toEqual({ putAside, saved: deliveries - acknowledged, missing: 0 });
    expect(readFileSync(putAside).equals(damaged)).toBe(true);
    expect(listPutAside(path)).toEqual([putAside]);
    expect(readdirSync(join(path, '..')).toSorted()).toEqual(['log.lmdb', putAside.split('/').at(-1)]);
    expect(damage && toReport(damage)).toMatch(/90 deliveries .+ are saved.+ 0 .+ lost.+check the disk/);
  });

  it('is mended also where the last attempt was killed', async () => {
    overwrite(0, 1);
    copyFileSync(path, `${path}.rescued`);
    expect((await mendAndDrain()).saved).toHaveLength(all().length);
    expect(existsSync(`${path}.rescued`)).toBe(false);
  });

  it('gives each event once at most, and most of them, wherever the hole is', async () => {
    for (let page = 0; page < pages() - 10; page += 7) {
      copyFileSync(whole, path);
      overwrite(page, 10, page % 2 === 0 ? 'zeros' : 'noise');
      await mendLog(path, now + page);
      const log = openLmdbLog(path, bounds);
      const { times } = await drain(log);
      await log.close();
      expect(new Set(times).size).toBe(times.length);
      expect(times.filter((time) => !all().includes(time))).toEqual([]);
      expect({ page, isMost: times.length > all().length / 2 }).toEqual({ page, isMost: true });
    }
  });
});
