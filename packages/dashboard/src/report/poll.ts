export interface PollOptions {
  /** One round. Answers how long to wait before the next, in ms. Aborted when the poll closes. */
  round: (signal: AbortSignal) => Promise<number>;
  /** A round failed; the next comes by itself after `retryInMs`, unless the poll is closed here. */
  onFailure: (error: unknown, retryInMs: number) => void;
  /** Shortest wait after a failure, doubled by each further one, in ms (default 1_000). */
  retryAfterMs?: number;
  /** Longest wait after a failure, in ms (default 30_000). */
  longestRetryMs?: number;
  /** What the other side asked for by `Retry-After`, in ms. */
  askedToWaitMs?: (error: unknown) => number | undefined;
}

/** Rounds that never overlap, each started a while after the one before has ended. */
export interface Poll {
  /** Starts or resumes with a round at once; while one runs, with another right after it. */
  wake(): void;
  /** No further round until `wake()`. The one under way ends. */
  pause(): void;
  /** Ends it for good and aborts the round under way. */
  close(): void;
}

export function createPoll({
  round,
  onFailure,
  retryAfterMs = 1_000,
  longestRetryMs = 30_000,
  askedToWaitMs = () => undefined,
}: PollOptions): Poll {
  const abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let again = false;
  let paused = true;
  let failures = 0;

  async function run(): Promise<void> {
    clearTimeout(timer);
    running = true;
    again = false;
    let waitMs: number;
    try {
      waitMs = await round(abort.signal);
      failures = 0;
    } catch (error) {
      // The page moved on and nobody waits for this round any more.
      if (abort.signal.aborted) return;
      waitMs = Math.max(askedToWaitMs(error) ?? 0, Math.min(longestRetryMs, retryAfterMs * 2 ** failures));
      failures += 1;
      onFailure(error, waitMs);
    } finally {
      running = false;
    }
    if (abort.signal.aborted || paused) return;
    timer = setTimeout(() => void run(), again ? 0 : waitMs);
  }

  return {
    wake() {
      if (abort.signal.aborted) return;
      paused = false;
      if (running) again = true;
      else void run();
    },
    pause() {
      paused = true;
      clearTimeout(timer);
    },
    close() {
      clearTimeout(timer);
      abort.abort();
    },
  };
}
