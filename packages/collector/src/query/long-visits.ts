import type { ClickHouse } from '../store/clickhouse.ts';
import type { MergedSessions } from '../store/merged-sessions.ts';
import { longestSessionMs, toSessionBound } from '../writer/session-memory.ts';
import type { AnswerCache } from './answer-cache.ts';
import { ask } from './ask.ts';
import { toDays, type Day } from './folds.ts';
import type { Question } from './sql.ts';

/** With more of them the statement that needs them looks for them itself. */
const mostIds = 5_000;

interface LongVisitsStages {
  clickhouse: Pick<ClickHouse, 'select'>;
  answers: Pick<AnswerCache, 'answer'>;
}

/**
 * Ids of the sessions that are on one of the days and on one before, of late ones all that may be. Kept as answers are. A list
 * is a tenth of what a set costs that the statement itself makes: then ClickHouse reads all events of the days before.
 */
export async function readLongVisits(
  { site, range }: Pick<Question, 'site' | 'range'>,
  days: Day[],
  { clickhouse, answers }: LongVisitsStages,
): Promise<string[]> {
  // Of the parts of a session that are not merged yet, the one that lies on the day or that begins before it will do: an id
  // carries any second of its session.
  const isOnBoth = days.map(({ from, to }) => {
    const [least, midnight, most] = [from - longestSessionMs, from, to + longestSessionMs].map(
      toSessionBound,
    );
    return `session_id >= ${least} AND session_id < ${midnight} AND ended >= fromUnixTimestamp64Milli(${from})
      OR session_id >= ${midnight} AND session_id < ${most} AND started < fromUnixTimestamp64Milli(${from})`;
  });
  const { body } = await answers.answer(
    {
      siteId: site.id,
      key: `long visits ${site.id} ${days.map(({ from }) => from).join(' ')}`,
      reach: range.to.toMillis(),
    },
    () =>
      ask(clickhouse, {
        query: `
SELECT DISTINCT toString(session_id) FROM sessions
WHERE site_id = {site:UInt32} AND (${isOnBoth.join(' OR ')})
LIMIT ${mostIds + 1}`,
        query_params: { site: site.id },
      }),
  );
  return (JSON.parse(body.toString()) as [string][]).map(([id]) => id);
}

/** With the sessions that are several by their ids, and may be one over midnight; unset: too many. */
export function withMerged(long: string[], merged: MergedSessions): string[] | undefined {
  const ids = [...new Set([...long, ...merged.keys(), ...merged.values()])];
  return ids.length > mostIds ? undefined : ids;
}

/**
 * Of the last day of a range that is not over, as it mostly is the one that is read live: asked for together with what says
 * so. Unset for other ranges.
 */
export function readLongOfToday(
  question: Pick<Question, 'site' | 'range'>,
  stages: LongVisitsStages,
): { day: string; long: Promise<string[]> } | undefined {
  const last = toDays(question.range).at(-1);
  if (!last || last.to <= Date.now()) return undefined;
  const long = readLongVisits(question, [last], stages);
  long.catch(() => {}); // thrown to whoever waits for it, which nobody need
  return { day: last.name, long };
}
