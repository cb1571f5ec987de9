import type { SelectStatement } from './select.ts';

/** Other ids of a session, by id, and the least of its ids, which stands for all. */
export type MergedSessions = Map<string, string>;

/** Reads the pairs of ids that are one session; binds the same range of ids as the query itself. */
export function toMergesSql(
  siteId: number,
  firstSession: string,
  lastSession: string,
): SelectStatement & { query_params: Record<string, unknown> } {
  return {
    query: `
SELECT DISTINCT toString(session_id), toString(into_id) FROM session_merges
WHERE site_id = {site:UInt32} AND session_id BETWEEN {firstSession:UInt64} AND {lastSession:UInt64}`,
    query_params: { site: siteId, firstSession, lastSession },
  };
}

/** Follows pairs to their ends: `3 is 2` and `2 is 1` make 3 and 2 one with 1, in whatever order they were found. */
export function toMergedSessions(pairs: [id: string, into: string][]): MergedSessions {
  const parents = new Map<string, string>();
  const rootOf = (id: string): string => {
    let root = id;
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
    return root;
  };
  for (const [id, into] of pairs) {
    const [one, other] = [rootOf(id), rootOf(into)];
    if (one === other) continue;
    if (BigInt(one) < BigInt(other)) parents.set(other, one);
    else parents.set(one, other);
  }
  return new Map(Array.from(parents.keys(), (id) => [id, rootOf(id)]));
}

/** SQL of the id that stands for a session. Ids are our own numbers, and too many to be bound. */
export function toVisitId(merged: MergedSessions): string {
  if (merged.size === 0) return 'session_id';
  const list = (ids: Iterable<string>): string => `[${[...ids].join(',')}]::Array(UInt64)`;
  return `transform(session_id, ${list(merged.keys())}, ${list(merged.values())}, session_id)`;
}
