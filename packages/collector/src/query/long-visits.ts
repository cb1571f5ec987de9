import type { ClickHouse } from '../store/clickhouse.ts';
import { longestSessionMs, toSessionBound } from '../writer/session-memory.ts';
import type { AnswerCache } from './answer-cache.ts';
import { ask } from './ask.ts';
import type { Day } from './folds.ts';
import type { Question } from './sql.ts';

/** With more of them the statement that needs them looks for them itself. */
const mostIds = 5_000;

/**
 * Ids of the sessions that are on one of the days and on one before, of late ones all that may be; unset: too many. Kept as
 * answers are. A list is a tenth of what a set costs that the statement itself makes: then ClickHouse reads all events of the
 * days before.
 */
export async function readLongVisits(
  { site, range, merged }: Pick<Question, 'site' | 'range' | 'merged'>,
  days: Day[],
  { clickhouse, answers }: { clickhouse: Pick<ClickHouse, 'select'>; answers: Pick<AnswerCache, 'answer'> },
): Promise<string[] | undefined> {
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
  const found = (JSON.parse(body.toString()) as [string][]).map(([id]) => id);
  // What are several sessions by their ids may be one over midnight.
  const ids = [...new Set([...found, ...merged.keys(), ...merged.values()])];
  return ids.length > mostIds ? undefined : ids;
}
