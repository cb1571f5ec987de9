import { DateTime } from 'luxon';
import { expect, it } from 'vitest';
import type { Statement } from '../bindings.ts';
import type { Row } from './encode-rows.ts';
import { eventColumns } from './event-columns.ts';
import { asLines, asRows, readEventPages } from './event-pages.ts';

const noon = '2026-11-24T12:00:00.000Z';
const range = { from: DateTime.fromMillis(0), to: DateTime.fromISO(noon).plus({ days: 1 }) };
const event = eventColumns.map(({ name, type }) => (name === 'visitor' ? '7' : type === 'time' ? noon : ''));
const full = Array.from({ length: 10_000 }, () => event);

/** Reads days of so many events; `toPage` answers each page that is asked for. */
function read(
  counts: [day: string, events: number][],
  toPage: (count: number) => Row[] | Promise<Row[]>,
): { pages: AsyncGenerator<Row[]>; asked: Record<string, unknown>[] } {
  const asked: Record<string, unknown>[] = [];
  const readPage = async ({ query_params }: Statement): Promise<Row[]> => {
    asked.push(query_params);
    return toPage(asked.length);
  };
  return { pages: readEventPages({ id: 1 }, range, async () => counts, asRows(readPage)), asked };
}

it('reads days together, as many as have 100,000 events at most', async () => {
  const { pages, asked } = read(
    [
      ['2026-11-01', 60_000],
      ['2026-11-03', 40_000],
      ['2026-11-04', 1],
      ['2026-11-05', 250_000],
      ['2026-11-06', 1],
    ],
    () => [],
  );
  for await (const page of pages) expect(page).toEqual([]);
  expect(asked.map(({ first, last }) => [first, last])).toEqual([
    ['2026-11-01', '2026-11-03'],
    ['2026-11-04', '2026-11-04'],
    ['2026-11-05', '2026-11-05'],
    ['2026-11-06', '2026-11-06'],
  ]);
});

it('goes on after the last event of a page, and reads it while that one is sent', async () => {
  const { pages, asked } = read(
    [
      ['2026-11-01', 9_000],
      ['2026-11-24', 9_000],
    ],
    (count) => (count === 1 ? full : [event]),
  );
  await pages.next();
  expect(asked.at(1)).toMatchObject({
    first: '2026-11-24',
    last: '2026-11-24',
    visitor: '7',
    time: Date.parse(noon),
  });
  expect((await pages.next()).value).toEqual([event]);
  expect((await pages.next()).done).toBe(true);
});

it('goes on after the last line of a page as after its last row', async () => {
  const asked: Record<string, unknown>[] = [];
  const line = { id: 'a', time: noon, visitor: '7', path: '/\u{1F600}\n' };
  const last = { ...line, id: 'b', visitor: '18446744073709551615' };
  const lines = [...Array.from({ length: 9_999 }, () => line), last];
  const page = Buffer.from(lines.map((each) => `${JSON.stringify(each)}\n`).join(''));
  const reader = asLines(async ({ query_params }) => {
    asked.push(query_params);
    return asked.length === 1 ? page : Buffer.alloc(0);
  });
  const pages = readEventPages({ id: 1 }, range, async () => [['2026-11-24', 10_000]], reader);
  expect((await pages.next()).value).toBe(page);
  expect(asked.at(1)).toMatchObject({ visitor: last.visitor, time: Date.parse(noon), id: 'b' });
  expect((await pages.next()).value).toHaveLength(0);
  expect((await pages.next()).done).toBe(true);
});

it('fails where a page fails, for whoever still reads', async () => {
  const failing = (count: number): Row[] | Promise<Row[]> =>
    count === 1 ? full : Promise.reject(new Error('too slow'));
  const { pages } = read([['2026-11-24', 20_000]], failing);
  await pages.next();
  await expect(pages.next()).rejects.toThrow('too slow');
  // Nobody is left to hear of it: an unhandled rejection would end the collector.
  const left = read([['2026-11-24', 20_000]], failing).pages;
  await left.next();
  await left.return(undefined);
});
