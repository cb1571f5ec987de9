import type { ClickHouse } from '../store/clickhouse.ts';
import { longestSessionMs } from '../writer/session-memory.ts';
import type { AnswerCache } from './answer-cache.ts';
import { ask } from './ask.ts';
import type { Statement } from './bindings.ts';
import type { Range } from './date-range.ts';
import { longestUnknownMs } from './fold-sql.ts';
import type { Span } from './span.ts';
import type { Question } from './sql.ts';

/** How a range of whole days is read. */
export interface FoldedRange {
  folded: Fold[];
  /** The other days, to be read from events and sessions. */
  live: Day[];
  /** Events that they may have: as many each as the busiest of the folded days. */
  liveEvents: number;
  /** The first of them, and the folded days from those on before it that may have the same visitors. */
  open?: { day: string; around: Fold[] };
}

/** A day, such as `2026-11-01`, and the fold whose rows are right for it. */
type Fold = [day: string, fold: string];

/** Longest time from the beginning of an insert until it is seen, s. */
export const mostInsertSeconds = 300;

/** Days that are not folded are read live where they are no older, and the site keeps events for longer. */
export const mostLiveDays = 10;

/** Least part of a range to be folded. */
const leastFolded = 0.5;

/** Below, a statement of days costs more to plan than it spares; see decision 49. */
export const leastEvents = 150_000;

/**
 * Reads the folds of a site that are right: of a day the latest, of this zone, and nothing late has changed since what its
 * visits reach over. A fold's first 32 bits are the second in which it was made.
 */
export const toFoldsSql = (
  site: { id: number; timezone: string },
  first: string,
  last: string,
): Statement => ({
  query: `
SELECT toString(day), toString(fold), about.4
FROM (
  SELECT day, max(fold) AS fold, argMax((zone, reaches_from, reaches_to, events), day_folds.fold) AS about
  FROM day_folds WHERE site_id = {site:UInt32} AND day BETWEEN {first:Date} AND {last:Date}
  GROUP BY day
)
WHERE about.1 = {zone:String} AND NOT arrayExists(
  late -> late.1 + 3600 > about.2 AND late.1 <= about.3
    AND toUnixTimestamp(late.2) + ${mostInsertSeconds} >= bitShiftRight(fold, 32),
  (
    SELECT groupArray((hour, changed_at)) FROM (
      SELECT hour, max(changed_at) AS changed_at FROM late_hours
      WHERE site_id = {site:UInt32} AND hour BETWEEN toDateTime({first:Date}, 'UTC') - {margin:UInt32}
        AND toDateTime({last:Date}, 'UTC') + {margin:UInt32}
      GROUP BY hour
    )
  ))`,
  query_params: {
    site: site.id,
    zone: site.timezone,
    first,
    last,
    // A day begins up to 14 hours before or after that of UTC.
    margin: (longestSessionMs + 3 * 86_400_000) / 1000,
  },
});

interface FoldsStages {
  clickhouse: Pick<ClickHouse, 'select'>;
  answers: Pick<AnswerCache, 'answer'>;
}

/** Sites whose folds were of use when they were asked for last: those with many events. */
const ofUse = new Set<number>();

/** Whether the next question about a site will most likely find folds; what this decides costs or spares time only. */
export const hadFolds = ({ id }: { id: number }): boolean => ofUse.has(id);

/** How whole days are read with the help of folds; unset: not, because too few of them are folded. Kept as answers are. */
export async function readFolds(
  question: Pick<Question, 'site' | 'range'>,
  stages: FoldsStages,
): Promise<FoldedRange | undefined> {
  const folds = await findFolds(question, stages);
  if (folds) ofUse.add(question.site.id);
  else ofUse.delete(question.site.id);
  return folds;
}

async function findFolds(
  { site, range }: Pick<Question, 'site' | 'range'>,
  { clickhouse, answers }: FoldsStages,
): Promise<FoldedRange | undefined> {
  const days = toDays(range);
  const [first, last] = [days[0]?.name, days.at(-1)?.name];
  if (days.length < 2 || first === undefined || last === undefined) return undefined;
  const { body } = await answers.answer(
    {
      siteId: site.id,
      key: `folds ${site.id} ${site.timezone} ${first} ${last}`,
      reach: range.to.toMillis(),
    },
    () => ask(clickhouse, toFoldsSql(site, first, last)),
  );
  const found = JSON.parse(body.toString()) as [day: string, fold: string, events: number][];
  if (found.reduce((sum, [, , events]) => sum + events, 0) < leastEvents) return undefined;
  const folded = found.map(([day, fold]): Fold => [day, fold]);
  const known = new Set(folded.map(([day]) => day));
  const open = days.filter(({ name }) => !known.has(name));
  // The day at which a site's events are cut goes in the course of a day.
  const liveDays = Math.min(mostLiveDays, (site.limits.retentionDays ?? Infinity) - 1);
  const oldest = Date.now() - liveDays * 86_400_000;
  if (folded.length < leastFolded * days.length || open.some(({ from }) => from < oldest)) return undefined;
  const [begun] = open;
  if (!begun) return { folded, live: [], liveEvents: 0 };
  const near = new Set(days.filter(({ to }) => to > begun.from - longestUnknownMs).map(({ name }) => name));
  return {
    folded,
    live: open,
    liveEvents: open.length * Math.max(...found.map(([, , events]) => events)),
    open: { day: begun.name, around: folded.filter(([day]) => near.has(day)) },
  };
}

/** A day of a zone. */
export interface Day extends Span {
  name: string;
}

/** The days of the range that was asked for last: those of a page ask for the same, each of many. */
let lastDays: { key: string; days: readonly Day[] } | undefined;

/** The days of a range; none where it does not begin and end with one. */
export function toDays({ from, to }: Range): readonly Day[] {
  const key = `${from.zoneName} ${from.toMillis()} ${to.toMillis()}`;
  if (lastDays?.key !== key) lastDays = { key, days: findDays({ from, to }) };
  return lastDays.days;
}

function findDays({ from, to }: Range): Day[] {
  if (![from, to].every((at) => at.equals(at.startOf('day')))) return [];
  const days: Day[] = [];
  for (let at = from; at < to;) {
    // Not every zone has a midnight on each day.
    const next = at.plus({ days: 1 }).startOf('day');
    days.push({ name: at.toISODate() ?? '', from: at.toMillis(), to: next.toMillis() });
    at = next;
  }
  return days;
}

/** Days in their order as time, those that follow each other as one. */
export function toSpans(days: Day[]): Span[] {
  const spans: Span[] = [];
  for (const { from, to } of days) {
    const last = spans.at(-1);
    if (last?.to === from) last.to = to;
    else spans.push({ from, to });
  }
  return spans;
}
