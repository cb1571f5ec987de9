import { toMergedSessions, toMergesSql, type MergedSessions } from '../store/merged-sessions.ts';
import type { QueryStages } from './answer-query.ts';
import { ask } from './ask.ts';
import { toSessionRange, type Question } from './sql.ts';

/** Which sessions are one: kept like an answer, because all questions about a range ask it first. */
export async function readMerged(
  { site, range }: Pick<Question, 'site' | 'range'>,
  { clickhouse, answers }: Pick<QueryStages, 'clickhouse' | 'answers'>,
): Promise<MergedSessions> {
  const { firstSession, lastSession } = toSessionRange(range);
  const { body } = await answers.answer(
    {
      siteId: site.id,
      key: `merged sessions ${site.id} ${firstSession} ${lastSession}`,
      reach: range.to.toMillis(),
    },
    () => ask(clickhouse, toMergesSql(site.id, firstSession, lastSession)),
  );
  return toMergedSessions(JSON.parse(body.toString()) as [string, string][]);
}
