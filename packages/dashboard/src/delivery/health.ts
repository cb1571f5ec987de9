import type { Query, QueryReply } from '@passerby/wire';
import { type Api, ApiFailure } from '../api/client.ts';
import { orThrow } from '../report/report.ts';
import { type Loss, toLoss } from '../loss/loss.ts';

export interface Health {
  loss: Loss;
  /** By hour or day, the newest first; those of which nothing arrived are left out. */
  steps: { label: string; loss: Loss }[];
  /** Why events were rejected, the most frequent first. */
  reasons: { code: string; count: number }[];
  /** Page views and events of bots by why they are taken for such, the most frequent first; or why they could not be read. */
  bots: { reason: string; count: number }[] | ApiFailure;
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
      {
        ...query,
        metrics: ['bots'],
        dimensions: ['visit:bot'],
        filters: [['is_not', 'visit:bot', ['']]],
      },
    ],
    signal,
  );
  const [sum, bySteps, byReason] = [orThrow(answers[0]), orThrow(answers[1]), orThrow(answers[2])];
  return {
    loss: toLoss(sum),
    steps: bySteps.results
      .map((row) => ({ label: row.dimensions[0] ?? '', loss: toLoss({ ...bySteps, results: [row] }) }))
      .toReversed(),
    reasons: toCounts(byReason).map(([code, count]) => ({ code, count })),
    // These are read from the events, which may be too many; the ledger never is.
    bots:
      answers[3] instanceof ApiFailure
        ? answers[3]
        : toCounts(orThrow(answers[3])).map(([reason, count]) => ({ reason, count })),
  };
}

const toCounts = ({ results }: QueryReply): [value: string, count: number][] =>
  results.map(({ dimensions, metrics }) => [dimensions[0] ?? '', metrics[0] ?? 0]);
