import type { Query } from '@passerby/wire';
import type { Api } from '../api/client.ts';
import { orThrow } from '../report/report.ts';
import { type Loss, toLoss } from '../loss/loss.ts';

export interface Health {
  loss: Loss;
  /** By hour or day, the newest first; those of which nothing arrived are left out. */
  steps: { label: string; loss: Loss }[];
  /** Why events were rejected, the most frequent first. */
  reasons: { code: string; count: number }[];
}

/** Reads it by one request. `query`: of the ledger, for the range. */
export async function loadHealth(
  api: Pick<Api, 'queryAll'>,
  query: Query,
  step: 'time:hour' | 'time:day',
  signal: AbortSignal,
): Promise<Health> {
  const answers = await api.queryAll(
    [
      query,
      { ...query, dimensions: [step] },
      { ...query, metrics: ['rejected'], dimensions: ['rejection:code'] },
    ],
    signal,
  );
  const [sum, bySteps, byReason] = [orThrow(answers[0]), orThrow(answers[1]), orThrow(answers[2])];
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
