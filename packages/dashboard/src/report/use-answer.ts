import { useEffect, useRef, useState } from 'preact/hooks';
import { type Api, ApiFailure } from '../api/client.ts';
import { createPoll, type Poll } from './poll.ts';
import { isUnauthorized, type Problem, toProblem } from './problem.ts';
import { runWhileVisible } from './while-visible.ts';

export interface Answer<Content> {
  /** The last one read, perhaps of another key while `isFresh` is false. */
  content: Content | null;
  isFresh: boolean;
  problem: Problem | null;
  /** Reads now, because it has changed or failed. */
  again: () => void;
}

export interface AnswerOptions<Content> {
  api: Api;
  /** Names what is asked for. */
  key: string;
  load: (signal: AbortSignal) => Promise<Content>;
  /** Pause between two readings, in ms (default 30_000). */
  everyMs?: number;
  onLocked: () => void;
}

/** What `load` answers, read anew when the key changes and now and then, while somebody looks. */
export function useAnswer<Content>(options: AnswerOptions<Content>): Answer<Content> {
  const { api, key, everyMs = 30_000, onLocked } = options;
  const [reading, setReading] = useState<{ key: string; content: Content } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const current = useRef<Poll | null>(null);
  const latest = useRef(options);
  latest.current = options;

  useEffect(() => {
    const poll = createPoll({
      async round(signal) {
        const content = await latest.current.load(signal);
        setReading({ key, content });
        setProblem(null);
        return everyMs;
      },
      askedToWaitMs: (error) => (error instanceof ApiFailure ? error.retryAfterMs : undefined),
      onFailure(error, retryInMs) {
        if (isUnauthorized(error)) {
          poll.close();
          onLocked();
        } else setProblem(toProblem(error, retryInMs));
      },
    });
    current.current = poll;
    setProblem(null);
    return runWhileVisible(poll);
  }, [api, key, everyMs, onLocked]);

  return {
    content: reading?.content ?? null,
    isFresh: reading?.key === key,
    problem,
    again: () => current.current?.wake(),
  };
}
