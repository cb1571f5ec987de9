import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAnswerCache, lastsMs, type AnswerCache, type Asked } from './answer-cache.ts';

const now = Date.UTC(2026, 10, 24, 12);
const dayMs = 86_400_000;
beforeEach(() => void vi.useFakeTimers({ now, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

const asked = (key: string, reach = now + dayMs, siteId = 1): Asked => ({ siteId, key, reach });
const create = (maxBytes = 1_000_000): AnswerCache => createAnswerCache({ maxBytes });

/** Asks, and answers where the answer came from. */
async function ask(cache: AnswerCache, question: Asked, value: unknown = 1): Promise<string> {
  return (await cache.answer(question, async () => value)).found;
}

describe('a cache of answers', () => {
  it('keeps an answer under its key, as it is sent', async () => {
    const cache = create();
    expect(await ask(cache, asked('a'), { visitors: 1 })).toBe('made');
    const again = await cache.answer(asked('a'), () => Promise.reject(new Error('asked again')));
    expect([again.found, again.body.toString()]).toEqual(['kept', '{"visitors":1}']);
    expect(await ask(cache, asked('b'))).toBe('made');
  });

  it('names equal answers by the same etag, and others by another', async () => {
    const cache = create();
    const etags = await Promise.all(
      [1, 1, 2].map(async (value, at) => (await cache.answer(asked(`${at}`), async () => value)).etag),
    );
    expect(etags[0]).toMatch(/^W\/"[\w-]{22}"$/);
    expect(etags[1]).toBe(etags[0]);
    expect(etags[2]).not.toBe(etags[0]);
  });

  it('has equal questions wait for one answer, and for one failure, which it does not keep', async () => {
    const cache = create();
    const make = vi.fn<() => Promise<number>>(
      () => new Promise<number>((resolve) => setImmediate(resolve, 7)),
    );
    const answers = await Promise.all([1, 2, 3].map(() => cache.answer(asked('a'), make)));
    expect(answers.map(({ found, body }) => [found, body.toString()])).toEqual([
      ['made', '7'],
      ['shared', '7'],
      ['shared', '7'],
    ]);
    expect(make).toHaveBeenCalledTimes(1);
    const fail = vi.fn<() => Promise<never>>(() => Promise.reject(new Error('too large')));
    const failures = await Promise.allSettled([1, 2].map(() => cache.answer(asked('b'), fail)));
    expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(fail).toHaveBeenCalledTimes(1);
    expect(await ask(cache, asked('b'))).toBe('made');
  });

  it('forgets what a purge makes wrong: of that site, and of later than the change', async () => {
    const cache = create();
    const questions = [asked('today'), asked('yesterday', now - dayMs), asked('other site', undefined, 2)];
    const askAll = (): Promise<string[]> => Promise.all(questions.map((question) => ask(cache, question)));
    await askAll();
    cache.purge(1, now - 1_000);
    expect(await askAll()).toEqual(['made', 'kept', 'kept']);
    cache.purge(1, now - dayMs - 1);
    expect(await askAll()).toEqual(['made', 'made', 'kept']);
    cache.purge(1);
    expect(await askAll()).toEqual(['made', 'made', 'kept']);
  });

  it('neither keeps nor shares an answer that was under way when a purge came', async () => {
    const cache = create();
    let finish = (_value: string): void => {};
    const early = cache.answer(asked('a'), () => new Promise((resolve) => (finish = resolve)));
    cache.purge(1, now);
    const late = await cache.answer(asked('a'), async () => 'after');
    finish('before');
    expect((await early).body.toString()).toBe('"before"');
    expect([late.found, late.body.toString()]).toEqual(['made', '"after"']);
    expect((await cache.answer(asked('a'), async () => 'again')).body.toString()).toBe('"after"');
  });

  it('keeps so many bytes and no more, and lets go first what was not used for longest', async () => {
    const cache = create(10_000);
    const large = 'x'.repeat(1_200);
    for (const key of ['1', '2', '3', '4', '5', '6', '7', '8']) await ask(cache, asked(key), large);
    expect(await ask(cache, asked('1'), large)).toBe('kept');
    await ask(cache, asked('9'), large);
    expect(await ask(cache, asked('1'), large)).toBe('kept');
    expect(await ask(cache, asked('2'), large)).toBe('made');
  });

  it('does not let one answer take the place of many, and keeps none of 0 bytes', async () => {
    const cache = create(10_000);
    await ask(cache, asked('small'));
    await ask(cache, asked('huge'), 'x'.repeat(2_000));
    expect(await ask(cache, asked('small'))).toBe('kept');
    expect(await ask(cache, asked('huge'))).toBe('made');
    const none = create(0);
    await ask(none, asked('a'));
    expect(await ask(none, asked('a'))).toBe('made');
  });

  it('holds an answer for as long as it lasts, and makes it anew then', async () => {
    const cache = create();
    await ask(cache, asked('a', now - 30 * dayMs));
    vi.setSystemTime(now + 3_599_999);
    expect(await ask(cache, asked('a', now - 30 * dayMs))).toBe('kept');
    vi.setSystemTime(now + 3_600_000);
    expect(await ask(cache, asked('a', now - 30 * dayMs))).toBe('made');
  });
});

describe('where other collectors delete, too', () => {
  const settled = asked('settled', now - 30 * dayMs);

  it('forgets all answers within a second of a deletion, and of its end', async () => {
    let deletions = 'none';
    const cache = createAnswerCache({ maxBytes: 1_000_000, readDeletions: async () => deletions });
    expect(await ask(cache, settled)).toBe('made');
    for (const next of ['under way', 'done']) {
      vi.setSystemTime(Date.now() + 1_000);
      expect(await ask(cache, settled)).toBe('kept');
      deletions = next;
      vi.setSystemTime(Date.now() + 999);
      expect(await ask(cache, settled)).toBe('kept');
      vi.setSystemTime(Date.now() + 1);
      expect(await ask(cache, settled)).toBe('made');
    }
  });

  it('keeps no answer that was under way meanwhile', async () => {
    let deletions = 'none';
    const cache = createAnswerCache({ maxBytes: 1_000_000, readDeletions: async () => deletions });
    let finish: (value: number) => void = () => undefined;
    const slow = cache.answer(settled, () => new Promise<number>((resolve) => (finish = resolve)));
    // Until its question is put.
    await new Promise(setImmediate);
    deletions = 'done';
    vi.setSystemTime(Date.now() + 1_000);
    expect(await ask(cache, asked('other'))).toBe('made');
    finish(1);
    await slow;
    expect(await ask(cache, settled)).toBe('made');
  });

  it('asks once a second however many ask, and gives no kept answer while nobody knows', async () => {
    const read = vi.fn<() => Promise<string>>(async () => 'none');
    const cache = createAnswerCache({ maxBytes: 1_000_000, readDeletions: read });
    await Promise.all(['a', 'b', 'c'].map((key) => ask(cache, asked(key, settled.reach))));
    expect(read).toHaveBeenCalledTimes(1);
    read.mockRejectedValue(new Error('no rights to system.mutations'));
    vi.setSystemTime(Date.now() + 1_000);
    expect(await ask(cache, asked('a', settled.reach))).toBe('made');
  });
});

it.each<[what: string, reach: number, isShared: boolean, ms: number]>([
  ['of today', now + 1, false, 60_000],
  ['of today, where other collectors write as well', now + 1, true, 1_000],
  ['that late events may still change', now - 7 * dayMs, true, 60_000],
  ['that is settled', now - 9 * dayMs, true, 3_600_000],
])('an answer %s lasts so long', (_what, reach, isShared, ms) => {
  expect(lastsMs(reach, now, isShared)).toBe(ms);
});

describe('several questions at a time', () => {
  it('are made at once, but for what is kept or under way, and equal ones once', async () => {
    const cache = create();
    await ask(cache, asked('kept'), 'k');
    const other = Promise.withResolvers<string>();
    const underWay = cache.answer(asked('under way'), () => other.promise);
    const made: string[][] = [];
    const all = cache.answerAll(
      ['a', 'kept', 'under way', 'b', 'a'].map((key) => asked(key)),
      (missing) => {
        made.push(missing.map(({ key }) => key));
        return missing.map(({ key }) =>
          key === 'b' ? Promise.reject(new Error('no b')) : Promise.resolve(key),
        );
      },
    );
    other.resolve('u');
    expect((await all).map((each) => (each.status === 'fulfilled' ? each.value.found : each.reason))).toEqual(
      ['made', 'kept', 'shared', new Error('no b'), 'shared'],
    );
    expect(made).toEqual([['a', 'b']]);
    expect((await underWay).found).toBe('made');
    expect([await ask(cache, asked('a')), await ask(cache, asked('b'))]).toEqual(['kept', 'made']);
  });

  it('that are all kept are not made', async () => {
    const cache = create();
    await ask(cache, asked('a'));
    const make = vi.fn<() => Promise<unknown>[]>(() => []);
    expect(await cache.answerAll([asked('a')], make)).toHaveLength(1);
    expect(make).not.toHaveBeenCalled();
  });
});
