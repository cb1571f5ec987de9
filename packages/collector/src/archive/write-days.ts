import { toUtcDay } from '../control/salts.ts';
import type { Site, Sites } from '../control/sites.ts';
import { settledAfterMs } from '../ops/foldable.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { ClickHouse } from '../store/clickhouse.ts';
import { withoutPayload } from '../store/refusal.ts';
import { isStored } from './archive-sql.ts';
import { isExpired } from './expired.ts';
import { toDayName, toHourNames, toSpan } from './span-of-file.ts';
import { writeFile, type Piece, type WriteStages } from './write-file.ts';

const dayMs = 86_400_000;
/** A change that was made so long before a file was written may not be in it, because its insert took as long, ms. */
const unseenMs = 900_000;

interface SitePiece extends Piece {
  site: Site;
}

/** By site and day (s since the epoch), when events of it came late, s; 0: never. */
type Days = Map<number, Map<number, number>>;

export interface DayWriter {
  /**
   * Writes the days that are over and have no file yet, and those in which something came late since; the latest first,
   * until `deadline`, ms. Answers how many files. What fails is thrown, and tried again after all others.
   */
  write(now: number, deadline?: number, signal?: AbortSignal): Promise<number>;
}

/**
 * Finds what to write once a day, an hour after it has begun, so that a file to which late events come is written again
 * once a day. `alone` keeps it apart from whoever else changes files.
 */
export function createDayWriter(
  stages: WriteStages & {
    sites: Pick<Sites, 'list'>;
    metrics: Pick<Metrics, 'archiveWaiting' | 'archiveFailures'>;
    retentionMonths: number;
    /** Of a day, above which each of its hours has a file (default 2_000_000): some seconds of one core. */
    mostEventsOfFile?: number;
  },
  alone: <Result>(work: () => Promise<Result>) => Promise<Result>,
): DayWriter {
  const { files, clickhouse, sites, metrics, retentionMonths, mostEventsOfFile = 2_000_000 } = stages;
  let pieces: SitePiece[] = [];
  let plannedOn = -1;

  async function plan(now: number): Promise<SitePiece[]> {
    const days = await readDays(clickhouse);
    const written = Map.groupBy(await files.list(), ({ site, name }) => `${site} ${name.slice(0, 10)}`);
    const found: SitePiece[] = [];
    for (const site of await sites.list()) {
      for (const [second, changedAt] of days.get(site.id) ?? []) {
        const name = toDayName(second * 1000);
        const there = written.get(`${site.key} ${name}`) ?? [];
        const isOver = second * 1000 + dayMs + settledAfterMs <= now;
        if (!isOver || isExpired(name, site, retentionMonths, now)) continue;
        for (const piece of there.some((file) => file.name !== name) ? toHourNames(name) : [name]) {
          const span = toSpan(piece);
          const writtenAt = there.find((file) => file.name === piece)?.writtenAt;
          const isBehind = writtenAt === undefined || changedAt * 1000 > writtenAt - unseenMs;
          if (span && isBehind) found.push({ site, name: piece, span });
        }
      }
    }
    return found.toSorted((one, other) => other.span.from - one.span.from);
  }

  /** Writes the first piece, or puts its hours in its place; answers how many files it wrote. */
  async function writeNext(piece: SitePiece, now: number): Promise<number> {
    const { site, name, span } = piece;
    const [[events] = [0]] = await clickhouse.select<[number]>({
      query: `SELECT count() FROM events WHERE ${isStored(site, span)}`,
    });
    const isLarge = events > mostEventsOfFile && span.to - span.from === dayMs;
    if (isLarge && !(await files.list(site.key)).some((file) => file.name === name)) {
      const hours = toHourNames(name).map((hour) => ({ ...piece, name: hour, span: toSpan(hour) ?? span }));
      pieces.splice(0, 1, ...hours);
      return 0;
    }
    const isWanted = events > 0 && !isExpired(name, site, retentionMonths, now);
    if (isWanted) await writeFile(stages, piece);
    pieces.shift();
    return isWanted ? 1 : 0;
  }

  return {
    async write(now, deadline = Infinity, signal) {
      const today = toUtcDay(now - settledAfterMs);
      if (plannedOn !== today) {
        pieces = await plan(now);
        plannedOn = today;
        metrics.archiveWaiting.set(pieces.length);
      }
      let count = 0;
      while (!signal?.aborted && Date.now() < deadline) {
        const [piece] = pieces;
        if (!piece) break;
        try {
          if (files.isShort()) throw new Error('the disk is nearly full');
          count += await alone(() => writeNext(piece, now));
        } catch (error) {
          pieces.push(...pieces.splice(0, 1));
          metrics.archiveFailures.inc();
          throw toFailure(piece, error);
        } finally {
          metrics.archiveWaiting.set(pieces.length);
        }
      }
      return count;
    },
  };
}

/** An error that may be logged: ClickHouse quotes what it cannot read. */
const toFailure = ({ site, name }: SitePiece, error: unknown): Error =>
  new Error(`${site.key}/${name}.parquet: ${(withoutPayload(error) as Error).message}`);

/**
 * Days of UTC on which sites may have events: those about the quarters of an hour in which they were received, and those
 * that came late. A few rows a day, where the events would be all that there are.
 */
async function readDays({ select }: Pick<ClickHouse, 'select'>): Promise<Days> {
  const rows = await select<[site: number, days: [day: number, changedAt: number][]]>({
    query: `
      SELECT site_id, groupArray((day, changed)) FROM (
        SELECT site_id, toUnixTimestamp(toStartOfDay(moment)) AS day, max(at) AS changed FROM (
          SELECT site_id, arrayJoin([time - 1200, time + 900]) AS moment, 0 AS at FROM ledger
          WHERE kind = 'accepted'
          UNION ALL
          SELECT site_id, hour AS moment, toUnixTimestamp(changed_at) AS at FROM late_hours
        )
        GROUP BY site_id, day
      )
      GROUP BY site_id`,
  });
  return new Map(rows.map(([site, days]) => [site, new Map(days)]));
}
