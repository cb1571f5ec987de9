import type { Query } from '@passerby/wire';
import { ask } from '../support/ask.ts';

// Days that are over, which the collector folds, and folds anew where something comes late for them.

const dayMs = 86_400_000;
/** Days ago: over for a day at least, also when a midnight passes meanwhile. */
const [firstAgo, lastAgo] = [6, 2];
const dayCount = 1 + firstAgo - lastAgo;
/** An insert that began so long ago, s, is over; see packages/collector/src/query/folds.ts. */
const mostInsertSeconds = 300;
const foldWithinMs = 120_000;

export interface PastDays {
  /** When the first of them began, ms. */
  from: number;
  date_range: Query['date_range'];
}

export function toPastDays(now: number): PastDays {
  const from = (Math.floor(now / dayMs) - firstAgo) * dayMs;
  const nameOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  return { from, date_range: [nameOf(from), nameOf(from + (dayCount - 1) * dayMs)] };
}

/** Events that were there before: so many that days of visits are asked for. Visits of two and of one by turns; some go on over midnight. */
const earlierEvents = 165_000;
const toEarlierId = (number: number): string =>
  `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
export const earlier = {
  ids: Array.from({ length: earlierEvents }, (_, number) => toEarlierId(number)),
  visits: (earlierEvents / 3) * 2,
};

/** Stores `earlier`, as page views. */
export const toEarlierSql = ({ from }: PastDays, site: string): string => `
  INSERT INTO passerby.events (site_id, session_id, visitor_id, time, event_id, type, name, hostname, path, source, browser, sample_rate)
  WITH intDiv(2 * number, 3) AS visit,
       ${from / 1000} + intDiv(visit * ${(dayCount * dayMs) / 1000}, ${earlier.visits}) AS second
  SELECT 1, bitShiftLeft(toUInt64(second), 32) + visit, visit % 5000 + 1,
         fromUnixTimestamp64Milli(toInt64(second * 1000) + 90000 * (number % 3 = 1), 'UTC'),
         toUUID(concat('00000000-0000-4000-8000-', leftPad(lower(hex(number)), 12, '0'))), 'pageview', 'pageview', '${site}',
         concat('/', toString((visit + number) % 50)), ['', 'news', 'search'][visit % 3 + 1],
         ['Chrome', 'Firefox'][visit % 2 + 1], 1
  FROM numbers(${earlierEvents})`;

/**
 * As if what came late had come five minutes before `now`: days that were folded before are to be folded anew, and may be.
 * For a collector that is stopped, as what it folds meanwhile would count.
 */
export const toFiveMinutesLaterSql = (now: number): string => `
  ALTER TABLE passerby.late_hours
  UPDATE changed_at = least(changed_at, toDateTime(${Math.floor(now / 1000) - mostInsertSeconds}, 'UTC')) WHERE 1
  SETTINGS mutations_sync = 1`;

/** When a visitor was there on one of the days after the first, whose events are still taken after a midnight. */
export interface LateVisit {
  day: number;
  timeOf: (at: number) => number;
}

/** A visitor's events of a day are within half an hour, also where the clock jumps, so that they are one visit however they come. */
export function toLateVisit({ from }: PastDays, visitor: number, random: () => number): LateVisit {
  const day = 1 + Math.floor(random() * (dayCount - 1));
  const start = from + day * dayMs + (1 + (visitor % 20)) * 3_600_000 + random() * 300_000;
  return { day, timeOf: (at) => Math.floor(start + at * 60_000) };
}

/** Resolves when questions about the days are answered from their folds. */
export async function whenFolded(url: string, site: string, { date_range }: PastDays): Promise<void> {
  const deadline = Date.now() + foldWithinMs;
  const question: Query = { site_id: site, metrics: ['visits'], date_range };
  while ((await ask(url, question)).meta.plan !== 'visit_days') {
    if (Date.now() > deadline) throw new Error('the past days are not folded');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const metrics: Query['metrics'] = [
  'visitors',
  'visits',
  'pageviews',
  'events',
  'bounce_rate',
  'visit_duration',
];
const questions: Pick<Query, 'metrics' | 'dimensions'>[] = [
  { metrics },
  { metrics, dimensions: ['time:day'] },
  { metrics, dimensions: ['visit:source'] },
  { metrics: ['visitors', 'visits', 'pageviews', 'events'], dimensions: ['event:page'] },
];

/** Questions about the days that are answered otherwise by their folds than by their events. */
export async function findWrongFolds(url: string, site: string, { date_range }: PastDays): Promise<string[]> {
  const wrong: string[] = [];
  for (const question of questions) {
    const asked: Query = { site_id: site, date_range, ...question };
    const ofDays = await ask(url, asked);
    const ofEvents = await ask(url, { ...asked, include: { raw: true } });
    const what = `days of visits by "${question.dimensions?.join() ?? ''}"`;
    if (ofDays.meta.plan !== 'visit_days') wrong.push(`${what} are answered by ${ofDays.meta.plan}`);
    const [are, shouldBe] = [ofDays, ofEvents].map(({ results }) => JSON.stringify(results));
    if (are !== shouldBe) wrong.push(`${what}: ${are?.slice(0, 500)} instead of ${shouldBe?.slice(0, 500)}`);
  }
  return wrong;
}
