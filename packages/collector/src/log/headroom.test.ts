import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { open } from 'lmdb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Headroom } from './headroom.ts';

const pageBytes = 4096;
/** What is kept for commits that make room, and by how much the file grows beyond what is missing, pages. */
const reserved = 1_024;
const spare = 256;

let path: string;
beforeEach(async () => {
  path = join(mkdtempSync(join(tmpdir(), 'headroom-')), 'log.lmdb');
  const root = open({ path });
  await root.put('key', 'value');
  await root.close();
});
afterEach(() => rmSync(dirname(path), { recursive: true }));

const pages = (): number => statSync(path).size / pageBytes;

it('grows the file before it is written, where there is not enough, and gives back what was not needed', () => {
  const before = pages();
  const headroom = new Headroom(path);
  expect(pages()).toBe(before);
  headroom.take(10);
  expect(pages()).toBe(before + reserved + 10 + spare);
  headroom.give(10);
  for (let each = 0; each < 100; each++) {
    headroom.take(200);
    headroom.give(200);
  }
  expect(pages()).toBe(before + reserved + 10 + spare);
  headroom.take(200);
  headroom.take(200);
  expect(pages()).toBe(before + reserved + 400 + spare);
  headroom.give(400);
  headroom.close();
  expect(pages()).toBe(before);
});

it('grows it by no more than 64 MB for what would hardly ever be needed', () => {
  const before = pages();
  const headroom = new Headroom(path);
  headroom.take(1_000_000);
  expect(pages()).toBe(before + 16_384 + spare);
  headroom.close();
});

it('leaves alone what LMDB writes meanwhile, and goes by that', async () => {
  const root = open({ path, overlappingSync: false });
  const headroom = new Headroom(path);
  const before = pages();
  const value = 'x'.repeat(100_000);
  for (let each = 0; each < 100; each++) {
    headroom.take(26);
    await root.put(each, value);
    headroom.give(26);
  }
  expect(pages()).toBeGreaterThan(before + reserved + 2_500);
  await root.close();
  headroom.close();
  const again = open({ path });
  expect(Array.from({ length: 100 }, (_, each) => again.get(each) === value)).not.toContain(false);
  await again.close();
});

it('begins with what a crash has left at the end', () => {
  const before = pages();
  writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.alloc(2_000 * pageBytes)]));
  const headroom = new Headroom(path);
  headroom.take(900);
  expect(pages()).toBe(before + 2_000);
  headroom.close();
  expect(pages()).toBe(before);
});
