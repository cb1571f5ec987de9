import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DedupeWindow, toDedupeKey } from './dedupe-window.ts';

let directory: string;
let root: RootDatabase;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dedupe-'));
  root = open({ path: join(directory, 'log.lmdb'), encoding: 'binary', maxDbs: 8 });
});
afterEach(async () => {
  await root.close();
  rmSync(directory, { recursive: true });
});

const key = (n: number, siteId = 1): Buffer =>
  toDedupeKey(siteId, `0199c0de-0000-7000-8000-${n.toString(16).padStart(12, '0')}`);
const keys = (...ns: number[]): Buffer[] => ns.map((n) => key(n));
const known = (window: DedupeWindow, ...ns: number[]): number[] => ns.filter((n) => window.has(key(n)));
const all = { maxAgeMs: 1_000, maxIds: 1_000 };

describe('toDedupeKey', () => {
  it.each([
    '0199c0de-0f1e-7d2c-8b3a-4958677685ff',
    '0199C0DE-0F1E-7D2C-8B3A-4958677685FF',
    '0199c0de0f1e7d2c8b3a4958677685ff',
  ])('is the site and the 16 bytes of %s', (id) => {
    expect(toDedupeKey(0xfedc_ba98, id).toString('hex')).toBe('fedcba980199c0de0f1e7d2c8b3a4958677685ff');
  });
});

describe('the window', () => {
  it('knows what was remembered and nothing else', async () => {
    const window = new DedupeWindow(root, all);
    await Promise.all(window.remember(1, keys(1, 2), 0));
    expect(known(window, 1, 2, 3)).toEqual([1, 2]);
    expect(window.has(key(1, 2))).toBe(false);
    expect(window.size()).toBe(2);
  });

  it('forgets deliveries by age, those of the very age first', async () => {
    const window = new DedupeWindow(root, all);
    await Promise.all([
      ...window.remember(1, keys(1), 0),
      ...window.remember(2, keys(2, 3), 500),
      ...window.remember(3, keys(4), 501),
    ]);
    await window.evict(999);
    expect(known(window, 1, 2, 3, 4)).toEqual([1, 2, 3, 4]);
    await window.evict(1_500);
    expect(known(window, 1, 2, 3, 4)).toEqual([4]);
    expect(window.size()).toBe(1);
  });

  it('forgets the first that came where there are too many', async () => {
    const window = new DedupeWindow(root, { ...all, maxIds: 3 });
    for (const sequence of [1, 2, 3])
      await Promise.all(window.remember(sequence, keys(sequence * 2, sequence * 2 + 1), 0));
    await window.evict(1);
    // 6 of at most 3: the surplus is 3, and a delivery goes as a whole.
    expect(known(window, 2, 3, 4, 5, 6, 7)).toEqual([6, 7]);
  });

  it('lets others have their turn while it forgets much', async () => {
    const window = new DedupeWindow(root, all);
    const many = 5_000;
    for (let n = 0; n < many; n += 500) {
      await Promise.all(window.remember(n, keys(...Array.from({ length: 500 }, (_, at) => n + at)), 0));
    }
    const sizes: number[] = [];
    const watch = setInterval(() => sizes.push(window.size()), 0);
    await window.evict(10_000);
    clearInterval(watch);
    expect(window.size()).toBe(0);
    expect(sizes.some((size) => size > 0 && size < many)).toBe(true);
  });
});
