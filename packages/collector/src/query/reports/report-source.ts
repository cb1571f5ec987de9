import type { Filter, GoalSummary, ReportQuery } from '@passerby/wire';
import type { Site } from '../../control/sites.ts';
import type { MergedSessions } from '../../store/merged-sessions.ts';
import type { QueryStages } from '../answer-query.ts';
import { Bindings } from '../bindings.ts';
import { checkExpressions, type FilterList } from '../check-expressions.ts';
import type { Range } from '../date-range.ts';
import { toEventConditions, toLeaves, type Source } from '../filter-sql.ts';
import { readMerged } from '../read-merged.ts';
import { toSource } from '../sql.ts';

/** Where a report looks. */
export interface ReportSource {
  source: Source;
  goals: GoalSummary[];
  merged: MergedSessions;
  /** SQL that holds for what people did in the range, in the visits that the filters choose. */
  done: string;
  /** All values that the SQL names, those of `source.bindings` too. */
  params: () => Record<string, unknown>;
}

/** Reads what the SQL of a report needs to be written. */
export async function toReportSource(
  query: ReportQuery,
  { site, range }: { site: Site; range: Range },
  stages: QueryStages,
  ofSteps: FilterList[] = [],
): Promise<ReportSource> {
  const [goals, merged] = await Promise.all([
    stages.goals.list(site.id),
    readMerged({ site, range }, stages),
    checkExpressions([{ path: 'filters', filters: query.filters }, ...ofSteps], stages.clickhouse),
  ]);
  const bindings = new Bindings();
  const { source, params } = toSource(
    { query: { ...query, metrics: [] }, site, range, goals, merged },
    bindings,
  );
  return {
    source,
    goals,
    merged,
    done: [source.events, "type != 'engagement'", ...chooseVisits(query.filters ?? [], source)].join(' AND '),
    params: () => ({ ...bindings.values, ...params }),
  };
}

/** SQL that holds for all events of the visits that have an event which passes. */
function chooseVisits(filters: Filter[], source: Source): string[] {
  if (filters.length === 0) return [];
  // All events of a visit pass alike, or none.
  const isOfVisits = filters.flatMap(toLeaves).every(([, dimension]) => dimension.startsWith('visit:'));
  return toEventConditions(isOfVisits ? filters : [['has_done', ['and', filters]]], source);
}
