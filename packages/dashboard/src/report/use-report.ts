import { useEffect, useRef, useState } from 'preact/hooks';
import { type Api, ApiFailure } from '../api/client.ts';
import { includesToday, toLocalTime } from '../state/date-range.ts';
import { toReportKey, type View } from '../state/view.ts';
import { createPoll, type Poll } from './poll.ts';
import { isUnauthorized, type Problem, toProblem } from './problem.ts';
import { pulseQuery } from './queries.ts';
import { isSamePulse, loadReport, type Report, toPulse } from './report.ts';
import { runWhileVisible } from './while-visible.ts';

/**
 * Pause between two looks at a range that can still change, in ms. The live stream does not say it all: an event shows
 * before the visit that it is of.
 */
const liveMs = 500;
/** Pause for a range in the past (late events still arrive), and the longest time without a full look, in ms. */
const restMs = 60_000;

export interface LiveReport {
  /** The last one read; of the view before while `isFresh` is false. */
  report: Report | null;
  isFresh: boolean;
  problem: Problem | null;
  retry: () => void;
}

interface Reading {
  key: string;
  report: Report;
}

/** The report of the view, read again as soon as its figures move. */
export function useReport(api: Api, view: View, timezone: string, onLocked: () => void): LiveReport {
  const key = toReportKey(view);
  const [reading, setReading] = useState<Reading | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const current = useRef<Poll | null>(null);

  useEffect(() => {
    let last: Report | null = null;
    let lastFullAt = 0;

    async function round(signal: AbortSignal): Promise<number> {
      const isDue = Date.now() - lastFullAt >= restMs;
      let isSame = false;
      if (last && !isDue) {
        const figures = toPulse(await api.query(pulseQuery(view), signal));
        isSame = isSamePulse(figures, last.figures);
        // What has moved shows at once, and not when the lists have been read as well.
        if (!isSame) setReading({ key, report: { ...last, figures } });
      }
      if (!isSame) {
        const startedAt = Date.now();
        const report = await loadReport(api, view, timezone, signal);
        last = report;
        lastFullAt = startedAt;
        setReading({ key, report });
      }
      setProblem(null);
      const today = toLocalTime(timezone, new Date()).slice(0, 10);
      return includesToday(view.range, today) ? liveMs : restMs;
    }

    const poll = createPoll({
      round,
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
    // The key stands for the view.
  }, [api, key, timezone, onLocked]);

  const report = reading?.report ?? null;
  return { report, isFresh: reading?.key === key, problem, retry: () => current.current?.wake() };
}
