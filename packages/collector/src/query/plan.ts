import type { ClickHouse } from '../store/clickhouse.ts';
import { toVisitId } from '../store/merged-sessions.ts';
import { ask } from './ask.ts';
import type { Statement } from './bindings.ts';
import { toCoverage, toRollupDimension, toRollupSql, type Span } from './rollup-sql.ts';
import { toSql, type ExtraColumn, type Question } from './sql.ts';

interface Plan {
  plan: 'events' | 'rollup';
  write: (question: Question) => Statement & { extra: ExtraColumn[] };
}

const fromEvents: Plan = { plan: 'events', write: toSql };

/** The cheapest table that answers as the events do. */
export async function choosePlan(
  question: Question,
  { clickhouse }: { clickhouse: Pick<ClickHouse, 'select'> },
): Promise<Plan> {
  const dimension = toRollupDimension(question);
  if (dimension === undefined) return fromEvents;
  const [since, merged] = await Promise.all([readSince(clickhouse), readMergedSpans(question, clickhouse)]);
  const coverage = toCoverage(question.range, since, merged);
  if (!coverage) return fromEvents;
  return { plan: 'rollup', write: (asked) => toRollupSql(asked, dimension, coverage) };
}

/** The schema is brought up to date before the first query, and this moment does not change afterwards. */
const sinceOf = new WeakMap<object, number>();

/** When the rollup began, ms: events of later have all gone into it, those of before may have come before. */
async function readSince(clickhouse: Pick<ClickHouse, 'select'>): Promise<number> {
  const known = sinceOf.get(clickhouse);
  if (known !== undefined) return known;
  const rows = await ask<[number]>(clickhouse, {
    query: "SELECT toUnixTimestamp(min(applied_at)) FROM schema_migrations WHERE name = '0011-rollup.sql'",
    query_params: {},
  });
  const since = (rows[0]?.[0] ?? Infinity) * 1000;
  sinceOf.set(clickhouse, since);
  return since;
}

/** From the first to the last event of each session that was more than one. */
async function readMergedSpans(
  { site, merged }: Question,
  clickhouse: Pick<ClickHouse, 'select'>,
): Promise<Span[]> {
  if (merged.size === 0) return [];
  const ids = [...new Set([...merged.keys(), ...merged.values()])];
  const rows = await ask<[number, number]>(clickhouse, {
    query: `
SELECT toUnixTimestamp64Milli(min(started)), toUnixTimestamp64Milli(max(ended))
FROM sessions WHERE site_id = {site:UInt32} AND session_id IN (${ids.join(',')})
GROUP BY ${toVisitId(merged)}`,
    query_params: { site: site.id },
  });
  return rows.map(([from, to]) => ({ from, to }));
}
