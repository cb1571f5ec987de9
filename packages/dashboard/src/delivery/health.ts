import type { Query } from '@passerby/wire';
import type { Api } from '../api/client.ts';
import { type Loss, toLoss } from '../loss/loss.ts';

export interface Health {
  loss: Loss;
  /** By hour or day, the newest first; those of which nothing arrived are left out. */
  steps: { label: string; loss: Loss }[];
  /** Why events were rejected, the most frequent first. */
  reasons: { code: string; count: number }[];
}

/** `query`: of the ledger, for the range. */
export async function loadHealth(
  api: Api,
  query: Query,
  step: 'time:hour' | 'time:day',
  signal: AbortSignal,
): Promise<Health> {
  const [sum, bySteps, byReason] = await Promise.all([
    api.query(query, signal),
    api.query({ ...query, dimensions: [step] }, signal),
    api.query({ ...query, metrics: ['rejected'], dimensions: ['rejection:code'] }, signal),
  ]);
  return {
    loss: toLoss(sum),
    steps: bySteps.results
      .map((row) => ({ label: row.dimensions[0] ?? '', loss: toLoss({ ...bySteps, results: [row] }) }))
      .toReversed(),
    reasons: byReason.results.map(({ dimensions, metrics }) => ({
      code: dimensions[0] ?? '',
      count: metrics[0] ?? 0,
    })),
  };
}
