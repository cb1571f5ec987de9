import { expect, test } from 'vitest';
import { batchBySize } from './batch-by-size.ts';
import type { Queued } from './queue.ts';

const queueOf = (...sizes: number[]): Queued[] =>
  sizes.map((bytes, index) => ({
    event: { type: 'event', id: `${index}`, name: 'e', time: 0, url: 'https://shop.example/' },
    stream: 's',
    bytes,
  }));
const sizesOf = (batches: Queued[][]): number[][] => batches.map((batch) => batch.map(({ bytes }) => bytes));

test('makes no batch of nothing', () => {
  expect(batchBySize([], 10, 100)).toEqual([]);
});

test('cuts by count and keeps the order', () => {
  expect(sizesOf(batchBySize(queueOf(1, 2, 3, 4, 5), 2, 100))).toEqual([[1, 2], [3, 4], [5]]);
});

test('cuts by bytes, commas included', () => {
  expect(sizesOf(batchBySize(queueOf(9, 9, 9), 10, 20))).toEqual([[9, 9], [9]]);
  expect(sizesOf(batchBySize(queueOf(9, 9, 9), 10, 19))).toEqual([[9], [9], [9]]);
});

test('gives an event over the limit a batch of its own instead of losing it', () => {
  expect(sizesOf(batchBySize(queueOf(5, 50, 5), 10, 20))).toEqual([[5], [50], [5]]);
});

test('keeps streams apart, as a batch names one, and counts each alone', () => {
  const queue = queueOf(1, 2, 3, 4, 5).map((queued, index) => ({ ...queued, stream: index % 2 ? 'b' : 'a' }));
  expect(sizesOf(batchBySize(queue, 2, 100))).toEqual([[1, 3], [2, 4], [5]]);
});
