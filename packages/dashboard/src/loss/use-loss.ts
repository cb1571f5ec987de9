import type { DateRange } from '@passerby/wire';
import { useEffect, useState } from 'preact/hooks';
import type { Api } from '../api/client.ts';
import { createPoll } from '../report/poll.ts';
import { runWhileVisible } from '../report/while-visible.ts';
import { type Loss, lossQuery, toLoss } from './loss.ts';

/** Pause between two looks, in ms. The gaps are counted from all events of the range, and move slowly. */
const everyMs = 30_000;

/** What was lost in the range; null until it is known, and again when it no longer is. */
export function useLoss(api: Api, site: string, range: DateRange): Loss | null {
  const [loss, setLoss] = useState<Loss | null>(null);
  const key = JSON.stringify(range);
  useEffect(() => {
    setLoss(null);
    const poll = createPoll({
      async round(signal) {
        setLoss(toLoss(await api.query(lossQuery(site, range), signal)));
        return everyMs;
      },
      // What went wrong is said by the report, which asks the same collector.
      onFailure: () => setLoss(null),
    });
    return runWhileVisible(poll);
    // The key stands for the range.
  }, [api, site, key]);
  return loss;
}
