import type { SiteSummary } from '@passerby/wire';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Api, ApiFailure } from '../api/client.ts';
import { createPoll, type Poll } from './poll.ts';
import { isUnauthorized, type Problem, toProblem } from './problem.ts';
import { runWhileVisible } from './while-visible.ts';

/** Pause while a first site is awaited, and later, in ms. */
const awaitingMs = 2_000;
const restMs = 30_000;

export interface Sites {
  /** Null until they are known. */
  sites: SiteSummary[] | null;
  problem: Problem | null;
  retry: () => void;
}

/**
 * The sites of the collector. Each change of `attempt` (somebody else) reads them anew. `onLocked`: nobody may read them,
 * for the reason of that code.
 */
export function useSites(
  api: Api,
  attempt: number,
  isLocked: boolean,
  onLocked: (code: string) => void,
): Sites {
  const [sites, setSites] = useState<SiteSummary[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const current = useRef<Poll | null>(null);

  useEffect(() => {
    if (isLocked) return undefined;
    const poll = createPoll({
      async round(signal) {
        const reply = await api.sites(signal);
        // The same answer keeps its identity, so that nothing is drawn again.
        setSites((last) => (JSON.stringify(last) === JSON.stringify(reply.sites) ? last : reply.sites));
        setProblem(null);
        return reply.sites.length > 0 ? restMs : awaitingMs;
      },
      onFailure(error, retryInMs) {
        if (error instanceof ApiFailure && isUnauthorized(error)) {
          poll.close();
          onLocked(error.code);
        } else setProblem(toProblem(error, retryInMs));
      },
    });
    current.current = poll;
    return runWhileVisible(poll);
  }, [api, attempt, isLocked, onLocked]);

  return { sites, problem, retry: () => current.current?.wake() };
}
