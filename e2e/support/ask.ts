import type { Query, QueryReply } from '@passerby/wire';

/** Asks the query API of a collector; throws with the answer when it is no 200. */
export async function ask(collectorUrl: string, query: Query): Promise<QueryReply> {
  const response = await fetch(`${collectorUrl}/api/v1/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(query),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`the query API answered ${response.status}: ${text}`);
  return JSON.parse(text) as QueryReply;
}
