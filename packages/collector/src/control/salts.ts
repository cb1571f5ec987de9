import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import type { ControlDatabase } from './database.ts';

/** The salts that exist at a moment: nothing can recompute the hashes of the days before. */
export interface Salts {
  /** Days since the epoch, UTC. */
  today: number;
  /** By day: today's, and yesterday's where the collector ran then. */
  byDay: Map<number, KeyObject>;
}

const saltBytes = 32;
const dayMs = 86_400_000;

/** Day of an instant, counted from the epoch in UTC. */
export const toUtcDay = (ms: number): number => Math.floor(ms / dayMs);

/**
 * Answers the salts of the day that `now` lies in. The first call of a day makes its salt, in the control
 * database and so for all collectors, and deletes the salts older than yesterday's for good.
 */
export function createSaltKeeper(db: ControlDatabase): (now: number) => Promise<Salts> {
  let current: { today: number; salts: Promise<Salts> } | undefined;

  async function rotate(today: number): Promise<Salts> {
    await db
      .insertInto('salts')
      .values({ day: today, salt: randomBytes(saltBytes) })
      .onConflict((conflict) => conflict.column('day').doNothing())
      .execute();
    await db
      .deleteFrom('salts')
      .where('day', '<', today - 1)
      .execute();
    const rows = await db.selectFrom('salts').selectAll().where('day', '<=', today).execute();
    return { today, byDay: new Map(rows.map((row) => [row.day, createSecretKey(row.salt)])) };
  }

  return async (now) => {
    const today = toUtcDay(now);
    if (current?.today !== today) current = { today, salts: rotate(today) };
    try {
      return await current.salts;
    } catch (error) {
      current = undefined; // the next request tries again
      throw error;
    }
  };
}

/** How often the day is looked at, ms. */
const turnEveryMs = 60_000;

/**
 * Rotates without a request as well, at once and within a minute after midnight, so that a collector that nobody calls
 * keeps no salt for longer than it may. Answers how to stop.
 */
export async function keepRotating(saltsAt: (now: number) => Promise<Salts>): Promise<() => void> {
  await saltsAt(Date.now());
  const timer = setInterval(() => {
    // The next turn tries again; and a request that finds no salt says why.
    saltsAt(Date.now()).catch(() => {});
  }, turnEveryMs).unref();
  return () => clearInterval(timer);
}
