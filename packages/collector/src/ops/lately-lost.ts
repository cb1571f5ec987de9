import { ask } from '../query/ask.ts';
import { toLatelyLostSql } from '../query/never-arrived.ts';
import type { ClickHouse } from '../store/clickhouse.ts';

/** How many events never arrived, by id of the site; only sites that lost some. */
export type LatelyLost = Map<number, number>;

/** An answer is good for a minute, and for this many times as long as it took: so it is at work for a twentieth of the time at most. */
const restMs = 60_000;
const restFactor = 20;
/** Longest wait for an answer, ms; Prometheus gives a scrape ten seconds. What comes later is for the next one. */
const patienceMs = 3_000;

/** Reads from ClickHouse what never arrived, at most once a minute; unset where ClickHouse does not say. */
export function createLossReader(
  clickhouse: Pick<ClickHouse, 'select'>,
): () => Promise<LatelyLost | undefined> {
  let known: LatelyLost | undefined;
  let readAgainAt = 0;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    const start = Date.now();
    try {
      known = new Map(await ask<[siteId: number, lost: number]>(clickhouse, toLatelyLostSql(start)));
    } catch {
      known = undefined; // ClickHouse is down or busy: other metrics say so, and they must not fail with this one
    }
    const end = Date.now();
    readAgainAt = end + Math.max(restMs, restFactor * (end - start));
    reading = undefined;
  }

  return async () => {
    if (Date.now() >= readAgainAt) reading ??= read();
    if (reading)
      await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, patienceMs).unref())]);
    return known;
  };
}
