import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPoll, type Poll, type PollOptions } from './poll.ts';

/** A round that stays open until the test ends it. */
function createRounds() {
  const open: { resolve(waitMs: number): void; reject(error: unknown): void; signal: AbortSignal }[] = [];
  const round: PollOptions['round'] = (signal) =>
    new Promise((resolve, reject) => open.push({ resolve, reject, signal }));
  const end = async (index: number, waitMs: number): Promise<void> => {
    open[index]?.resolve(waitMs);
    await vi.advanceTimersByTimeAsync(0);
  };
  const fail = async (index: number, error: unknown): Promise<void> => {
    open[index]?.reject(error);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { open, round, end, fail };
}

describe('a poll', () => {
  let poll: Poll;
  let rounds: ReturnType<typeof createRounds>;
  const onFailure = vi.fn<PollOptions['onFailure']>();

  beforeEach(() => {
    vi.useFakeTimers();
    onFailure.mockReset();
    rounds = createRounds();
    poll = createPoll({
      round: rounds.round,
      onFailure,
      askedToWaitMs: (error) => (error instanceof RangeError ? 7_000 : undefined),
    });
  });
  afterEach(() => {
    poll.close();
    vi.useRealTimers();
  });

  it('starts nothing before it is woken', async () => {
    await vi.advanceTimersByTimeAsync(60_000);
    expect(rounds.open).toHaveLength(0);
  });

  it('never lets rounds overlap, however slow the answer', async () => {
    poll.wake();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(rounds.open).toHaveLength(1);
    await rounds.end(0, 1_000);
    await vi.advanceTimersByTimeAsync(999);
    expect(rounds.open).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(rounds.open).toHaveLength(2);
  });

  it('answers many wishes during a round with one round after it', async () => {
    poll.wake();
    poll.wake();
    poll.wake();
    expect(rounds.open).toHaveLength(1);
    await rounds.end(0, 60_000);
    expect(rounds.open).toHaveLength(2);
    await rounds.end(1, 60_000);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(rounds.open).toHaveLength(2);
  });

  it('rests while paused and goes on at once when woken', async () => {
    poll.wake();
    poll.pause();
    await rounds.end(0, 1_000);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(rounds.open).toHaveLength(1);
    poll.wake();
    expect(rounds.open).toHaveLength(2);
  });

  it('waits twice as long after each failure, up to half a minute', async () => {
    const failing = createPoll({ round: () => Promise.reject(new Error('down')), onFailure });
    failing.wake();
    await vi.advanceTimersByTimeAsync(90_000);
    failing.close();
    const waits = onFailure.mock.calls.map(([, retryInMs]) => retryInMs);
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('forgets its failures after a success', async () => {
    poll.wake();
    await rounds.fail(0, new Error('down'));
    await vi.advanceTimersByTimeAsync(1_000);
    await rounds.fail(1, new Error('down'));
    expect(onFailure).toHaveBeenLastCalledWith(expect.any(Error), 2_000);
    await vi.advanceTimersByTimeAsync(2_000);
    await rounds.end(2, 0);
    await rounds.fail(3, new Error('down'));
    expect(onFailure).toHaveBeenLastCalledWith(expect.any(Error), 1_000);
  });

  it('waits at least as long as it is asked to', async () => {
    poll.wake();
    await rounds.fail(0, new RangeError('busy'));
    await vi.advanceTimersByTimeAsync(6_999);
    expect(rounds.open).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(rounds.open).toHaveLength(2);
  });

  it('aborts the round under way when closed, and says nothing about it', async () => {
    poll.wake();
    poll.close();
    expect(rounds.open[0]?.signal.aborted).toBe(true);
    await rounds.fail(0, new Error('aborted'));
    poll.wake();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(onFailure).not.toHaveBeenCalled();
    expect(rounds.open).toHaveLength(1);
  });

  it('can be closed from its own failure', async () => {
    onFailure.mockImplementation(() => poll.close());
    poll.wake();
    await rounds.fail(0, new Error('locked'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(rounds.open).toHaveLength(1);
  });
});
