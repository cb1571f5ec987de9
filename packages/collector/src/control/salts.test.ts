import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openControlDatabase, type ControlDatabase } from './database.ts';
import { createSaltKeeper, keepRotating, toUtcDay, type Salts } from './salts.ts';
import { whenTrue } from '../../test/when-true.ts';

const dayMs = 86_400_000;
const noon = Date.parse('2026-11-22T12:00:00Z');
let directory: string;
let db: ControlDatabase;
const path = (): string => join(directory, 'control.sqlite');

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'salts-'));
  db = await openControlDatabase(path());
});
afterEach(async () => {
  await db.destroy();
  rmSync(directory, { recursive: true });
});

const secret = (salts: Salts, day = salts.today): string | undefined =>
  salts.byDay.get(day)?.export().toString('hex');

describe('the salt of a day', () => {
  it('is 32 random bytes, made by the first who asks, the same until midnight UTC', async () => {
    const keeper = createSaltKeeper(db);
    const first = await keeper(noon);
    expect(secret(first)).toMatch(/^[0-9a-f]{64}$/);
    expect(first.today).toBe(toUtcDay(noon));
    expect(secret(await keeper(Date.parse('2026-11-22T23:59:59.999Z')))).toBe(secret(first));
    expect(secret(await keeper(Date.parse('2026-11-23T00:00:00Z')))).not.toBe(secret(first));
  });

  it('is made once, however many ask at the same time', async () => {
    const keeper = createSaltKeeper(db);
    const asked = await Promise.all(Array.from({ length: 20 }, () => keeper(noon)));
    expect(new Set(asked.map((salts) => secret(salts))).size).toBe(1);
  });

  it('lives one day more, so that a session survives midnight, and is then gone', async () => {
    const keeper = createSaltKeeper(db);
    const [one, two, three] = [
      await keeper(noon),
      await keeper(noon + dayMs),
      await keeper(noon + 2 * dayMs),
    ];
    expect(secret(two, one.today)).toBe(secret(one));
    expect(new Set(three.byDay.keys())).toEqual(new Set([two.today, three.today]));
    expect(await db.selectFrom('salts').select('day').orderBy('day').execute()).toEqual([
      { day: two.today },
      { day: three.today },
    ]);
  });

  it('is gone in time where nobody sends anything, too', async () => {
    vi.useFakeTimers({ now: noon, toFake: ['Date', 'setInterval', 'clearInterval'] });
    try {
      const stop = await keepRotating(createSaltKeeper(db));
      const days = async (): Promise<number[]> =>
        (await db.selectFrom('salts').select('day').orderBy('day').execute()).map(({ day }) => day);
      const today = toUtcDay(noon);
      expect(await days()).toEqual([today]);
      await vi.advanceTimersByTimeAsync(2 * dayMs - dayMs / 2 + 60_000);
      await whenTrue(async () => expect(await days()).toEqual([today + 1, today + 2]));
      stop();
      await vi.advanceTimersByTimeAsync(2 * dayMs);
      expect(await days()).toEqual([today + 1, today + 2]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('leaves no trace in the file when it is gone', async () => {
    const keeper = createSaltKeeper(db);
    const old = Buffer.from(secret(await keeper(noon)) ?? '', 'hex');
    expect(readFileSync(path()).includes(old)).toBe(true);
    await keeper(noon + 3 * dayMs);
    expect(readFileSync(path()).includes(old)).toBe(false);
  });

  it('is shared by two collectors on one database', async () => {
    const other = await openControlDatabase(path());
    const [one, two] = await Promise.all([createSaltKeeper(db)(noon), createSaltKeeper(other)(noon)]);
    expect(secret(one)).toBe(secret(two));
    await other.destroy();
  });

  it('survives a restart (ghost-docker#26: every restart made every visitor new)', async () => {
    const before = await createSaltKeeper(db)(noon);
    await db.destroy();
    db = await openControlDatabase(path());
    expect(secret(await createSaltKeeper(db)(noon))).toBe(secret(before));
  });

  it('is asked for again after the database failed', async () => {
    const busy = await openControlDatabase(path());
    await sql`BEGIN EXCLUSIVE`.execute(busy);
    await sql`PRAGMA busy_timeout = 1`.execute(db);
    const keeper = createSaltKeeper(db);
    await expect(keeper(noon)).rejects.toThrow('locked');
    await sql`COMMIT`.execute(busy);
    expect(secret(await keeper(noon))).toBeDefined();
    await busy.destroy();
  });

  it('of a request from before midnight is still known when it is answered after', async () => {
    const keeper = createSaltKeeper(db);
    const before = await keeper(noon);
    const [, again] = await Promise.all([keeper(noon + dayMs), keeper(noon)]);
    expect(secret(again)).toBe(secret(before));
    expect(again.today).toBe(before.today);
  });
});

describe('toUtcDay', () => {
  it('counts days from the epoch', () => {
    expect([0, dayMs - 1, dayMs, -1].map(toUtcDay)).toEqual([0, 0, 1, -1]);
  });
});
