import { describe, expect, it } from 'vitest';
import type { Caller } from '../control/caller.ts';
import { createTurns } from './turns.ts';

const caller = (key: string): Caller => ({ scope: 'read', siteIds: undefined, key });
const never = new Promise<never>(() => {});

describe('the turns of queries', () => {
  it('let a caller have so many at once, and the next when one is done', async () => {
    const turns = createTurns({ atOnce: 2, places: 10 });
    const begun: number[] = [];
    let finish = (): void => {};
    const first = turns.take(caller('a'), async () => {
      begun.push(1);
      await new Promise<void>((resolve) => (finish = resolve));
    });
    void turns.take(caller('a'), async () => {
      begun.push(2);
      await never;
    });
    const third = turns.take(caller('a'), async () => begun.push(3));
    await new Promise(setImmediate);
    expect(begun).toEqual([1, 2]);
    finish();
    await Promise.all([first, third]);
    expect(begun).toEqual([1, 2, 3]);
  });

  it('come at once to others, however long one takes', async () => {
    const turns = createTurns({ atOnce: 1, places: 10 });
    for (let query = 0; query < 10; query++) void turns.take(caller('a'), () => never);
    expect(await turns.take(caller('b'), async () => 'answered')).toBe('answered');
  });

  it('are refused beyond a hundred that wait, until one is answered', async () => {
    const turns = createTurns({ atOnce: 1, places: 10 });
    let fail = (_error: Error): void => {};
    const first = turns.take(caller('a'), () => new Promise((_resolve, reject) => (fail = reject)));
    const waiting = Array.from({ length: 100 }, () => turns.take(caller('a'), async () => 'answered'));
    await expect(turns.take(caller('a'), async () => 'answered')).rejects.toMatchObject({
      status: 429,
      retryAfter: 5,
      message: expect.stringContaining('100 queries of this token wait'),
    });
    fail(new Error('cut off'));
    await expect(first).rejects.toThrow('cut off');
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['answered']));
    expect(await turns.take(caller('a'), async () => 'again')).toBe('again');
  });

  it('of two callers never keep a third from its own, however many they want', async () => {
    const turns = createTurns({ atOnce: 4, places: 4 });
    const begun: string[] = [];
    const ask = (key: string): void => {
      void turns.take(caller(key), () => {
        begun.push(key);
        return never;
      });
    };
    for (let query = 0; query < 10; query++) ask('a');
    for (let query = 0; query < 10; query++) ask('b');
    await new Promise(setImmediate);
    expect(begun).toEqual(['a', 'a', 'b']);
    ask('c');
    await new Promise(setImmediate);
    expect(begun).toEqual(['a', 'a', 'b', 'c']);
  });

  it('wait for a place where all are taken, and go to who waits longest among those that may', async () => {
    const turns = createTurns({ atOnce: 2, places: 3 });
    const begun: string[] = [];
    const finish: (() => void)[] = [];
    const ask = (key: string): void => {
      void turns.take(caller(key), () => {
        begun.push(key);
        return new Promise<void>((resolve) => finish.push(resolve));
      });
    };
    for (const key of ['a', 'a', 'b', 'c', 'd', 'e']) ask(key);
    await new Promise(setImmediate);
    expect(begun).toEqual(['a', 'b', 'c']);
    finish[1]?.();
    await new Promise(setImmediate);
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    finish[0]?.();
    await new Promise(setImmediate);
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'a']);
  });
});
