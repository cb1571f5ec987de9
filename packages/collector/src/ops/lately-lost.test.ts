import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLossReader } from './lately-lost.ts';

type Select = Parameters<typeof createLossReader>[0]['select'];
const answer = vi.fn<() => Promise<[number, number][]>>();
const select = answer as unknown as Select;

beforeEach(() => {
  vi.useFakeTimers();
  answer.mockReset();
});
afterEach(() => {
  vi.useRealTimers();
});

it('what never arrived is read once a minute, however often it is asked for', async () => {
  answer.mockResolvedValueOnce([[7, 2]]).mockResolvedValue([[7, 5]]);
  const read = createLossReader({ select });
  expect(await Promise.all([read(), read()])).toEqual([new Map([[7, 2]]), new Map([[7, 2]])]);
  await vi.advanceTimersByTimeAsync(59_000);
  expect(await read()).toEqual(new Map([[7, 2]]));
  expect(answer).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await read()).toEqual(new Map([[7, 5]]));
});

it('an answer that takes long holds up no scrape, and rests longer', async () => {
  answer.mockImplementation(
    () => new Promise((resolve) => setTimeout(resolve, 10_000, [[7, answer.mock.calls.length]])),
  );
  const read = createLossReader({ select });
  const first = read();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await first).toBeUndefined();
  await vi.advanceTimersByTimeAsync(7_000);
  expect(await read()).toEqual(new Map([[7, 1]]));
  await vi.advanceTimersByTimeAsync(199_000);
  expect(await read()).toEqual(new Map([[7, 1]]));
  expect(answer).toHaveBeenCalledTimes(1);
});

it('is unknown while ClickHouse does not answer, and is asked for again', async () => {
  answer.mockRejectedValueOnce(new Error('connect ECONNREFUSED')).mockResolvedValue([[7, 1]]);
  const read = createLossReader({ select });
  expect(await read()).toBeUndefined();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await read()).toEqual(new Map([[7, 1]]));
});
