import { useEffect, useState } from 'preact/hooks';
import type { Api } from '../api/client.ts';
import { createPoll } from './poll.ts';
import { activeQuery } from './queries.ts';
import { runWhileVisible } from './while-visible.ts';

/** Pause between two counts, in ms. */
const everyMs = 2_000;

/** Visitors of the site in the last five minutes; null until they are known, and again when they no longer are. */
export function useActive(api: Api, site: string): number | null {
  const [active, setActive] = useState<number | null>(null);
  useEffect(() => {
    setActive(null);
    const poll = createPoll({
      async round(signal) {
        const reply = await api.query(activeQuery(site, new Date()), signal);
        setActive(reply.results[0]?.metrics[0] ?? 0);
        return everyMs;
      },
      // What went wrong is said by the report, which asks the same collector.
      onFailure: () => setActive(null),
    });
    return runWhileVisible(poll);
  }, [api, site]);
  return active;
}
